"""One file's way: ``whereabouts`` sees where it is, ``staging`` makes and removes, ``settling`` brings it to an end."""

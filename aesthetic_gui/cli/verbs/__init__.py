"""One verb a file: what it does on the command line. ``cli.parser`` has the words, ``table`` lists the verbs."""

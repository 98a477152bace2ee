"""From photographs to albums, pictures and pages: where each goes, and the proof that it arrived.

``templates`` turn what is known of a photograph into folders and names, ``stacks`` tell where it is in its stack;
``sorting`` plans albums, ``publishing`` plans pictures, contact sheets and galleries; ``manifests`` list what an album
holds, and verify it. All of them give a ``Plan``; ``culling.operations`` carries it out.
"""

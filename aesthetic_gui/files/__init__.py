"""The disk: photographs in, photographs and their companions out.

    containers                                                    where in a file EXIF, XMP and IPTC lie
    names ──> formats                                             which files are one photograph
    formats ──> kinds ──> reading ──> decoding ──> thumbnails      from a folder to pixels
    xmp                                                           what programs say of a photograph
    transfer                                                      one file goes somewhere else, nothing is lost
    export                                                        pictures and pages made from photographs

``exif`` reads what the camera wrote.
"""

"""Photographs in, scored items out, in the order the photographer wants them.

``opening`` walks folders and adds what the catalog knows; ``agenda`` says what is next; ``pipeline`` decodes ahead
and scores in batches; ``judging`` turns the model's answer into P(aesthetic), by the pack or by a taste.
``first_look`` finds something to show before anything is decoded. ``culling.explaining`` says why.
"""

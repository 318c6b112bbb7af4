"""EU Control Lists: the register as data, and the site, downloads and commands made from it.

The modules form layers; a module imports only from modules above its own (see `tests/test_layers.py`):

    words      vocabulary · model · problems
    reading    source · dataset · messages
    checking   checks
    time       timeline · history
    reader     text · urls · views
    formats    pages · downloads
    edges      shell · plugin · build · cli
"""

"""The program as a WSGI application: `application`, over the instance folder named by MOTCUA_DIR."""

import os
from pathlib import Path

from app.serving import open_application

application = open_application(Path(os.environ.get("MOTCUA_DIR", "instance")))

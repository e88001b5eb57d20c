"""A process that tells webhooks until it is killed: arguments are the data folder, the database and the networks allowed."""

import sys
import time
from pathlib import Path

from tests import installations
from workers.webhooks import WebhookSender

data, database, networks = sys.argv[1:]
opened = installations.opened(installations.settings(Path(data), database_url=database, webhook_networks=networks))
WebhookSender(opened).start()
time.sleep(60)

import shlex
import sys

import nova.monkey_patch  # noqa  must come first
from oslo_log import log as logging
from oslo_service import service as oslo_service
import os_vif

import nova.conf
from nova.compute import rpcapi as compute_rpcapi
from nova.conductor import rpcapi as conductor_rpcapi
from nova import config
from nova import objects
from nova.scheduler import rpcapi as scheduler_rpcapi
from nova import service
from nova import utils

import labvirt
sys.modules['nova.virt.labvirt'] = labvirt   # nova looks for drivers below nova.virt only

CONF = nova.conf.CONF
config.parse_args(['nova'] + sys.argv[1:])
logging.setup(CONF, 'nova')
objects.register_all()
os_vif.initialize()
launcher = oslo_service.ServiceLauncher(CONF, restart_method='mutate')
# conductor first: creating any other service waits for it
for binary, topic in (('nova-conductor', conductor_rpcapi.RPC_TOPIC),
                      ('nova-scheduler', scheduler_rpcapi.RPC_TOPIC),
                      ('nova-compute', compute_rpcapi.RPC_TOPIC)):
    launcher.launch_service(service.Service.create(binary=binary, topic=topic))
launcher.launch_service(service.WSGIService('osapi_compute'))
launcher.wait()

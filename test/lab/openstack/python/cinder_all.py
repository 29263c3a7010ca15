from cinder.cmd import volume as volume_cmd  # noqa  must come first: monkey-patches
import sys

from oslo_config import cfg
from oslo_log import log as logging
from oslo_service import service as oslo_service

from cinder import objects
from cinder import rpc
from cinder import service
from cinder import version

objects.register_all()
CONF = cfg.CONF
CONF(sys.argv[1:], project='cinder', version=version.version_string())
logging.setup(CONF, 'cinder')
rpc.init(CONF)
launcher = oslo_service.ServiceLauncher(CONF, restart_method='mutate')
launcher.launch_service(service.Service.create(binary='cinder-scheduler'))
for backend in CONF.enabled_backends:
    CONF.register_opt(volume_cmd.host_opt, group=backend)
    launcher.launch_service(service.Service.create(
        host='%s@%s' % (CONF.host, backend), service_name=backend,
        binary='cinder-volume', coordination=True))
launcher.launch_service(service.WSGIService('osapi_volume'))
launcher.wait()

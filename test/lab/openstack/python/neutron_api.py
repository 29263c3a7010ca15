import neutron.cmd.eventlet  # noqa  must come first: monkey-patches, psycopg2 included
import os
import signal

from neutron_lib.callbacks import events, registry, resources

from neutron import server, service


def run():
    api = service.serve_wsgi(service.NeutronApiService)
    registry.publish(resources.PROCESS, events.AFTER_SPAWN, None)
    # without a launcher of its own this process would sit out a SIGTERM
    signal.signal(signal.SIGTERM, lambda *a: os._exit(0))
    api.wait()


server.boot_server(run)

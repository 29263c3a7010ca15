"""Bind every port, and report ports and floating IPs as a working agent would."""
from neutron_lib import constants as c
from neutron_lib import context as ctxlib
from neutron_lib.api.definitions import portbindings
from neutron_lib.callbacks import events, registry, resources
from neutron_lib.plugins import constants as plugin_const
from neutron_lib.plugins import directory
from neutron_lib.plugins.ml2 import api
from neutron_lib.services import base


class LabMechanismDriver(api.MechanismDriver):
    def initialize(self):
        pass

    @property
    def connectivity(self):
        return portbindings.CONNECTIVITY_L2

    def bind_port(self, context):
        for seg in context.segments_to_bind:
            context.set_binding(seg[api.ID], portbindings.VIF_TYPE_OVS,
                                {portbindings.CAP_PORT_FILTER: True},
                                status=c.PORT_STATUS_ACTIVE)
            return


class LabL3Status(base.ServicePluginBase):
    """Stands in for the L3 agent's status reports."""
    supported_extension_aliases = []

    def __init__(self):
        super().__init__()
        for res, event in ((resources.FLOATING_IP, events.AFTER_CREATE),
                           (resources.FLOATING_IP, events.AFTER_UPDATE)):
            registry.subscribe(self._fip, res, event)
        for event in (events.AFTER_CREATE, events.AFTER_UPDATE):
            registry.subscribe(self._port, resources.PORT, event)

    @classmethod
    def get_plugin_type(cls):
        return 'LAB_L3_STATUS'

    def get_plugin_description(self):
        return 'marks router ports and floating IPs up, as an L3 agent would'

    def _fip(self, resource, event, trigger, payload=None):
        fip = payload.latest_state or {}
        fid = payload.resource_id or fip.get('id')
        ctx = ctxlib.get_admin_context()
        l3 = directory.get_plugin(plugin_const.L3)
        fip = l3.get_floatingip(ctx, fid)
        want = (c.FLOATINGIP_STATUS_ACTIVE if fip['port_id'] else
                c.FLOATINGIP_STATUS_DOWN)
        if fip['status'] != want:
            l3.update_floatingip_status(ctx, fid, want)

    def _port(self, resource, event, trigger, payload=None):
        port = payload.latest_state
        if (port and port.get('status') != c.PORT_STATUS_ACTIVE and
                port.get('device_owner') in (c.DEVICE_OWNER_ROUTER_INTF,
                                             c.DEVICE_OWNER_ROUTER_GW)):
            directory.get_plugin().update_port_status(
                ctxlib.get_admin_context(), port['id'], c.PORT_STATUS_ACTIVE)

from nova.virt import fake


class LabDriver(fake.FakeDriver):
    """Recalls guests after a restart: the manager re-plugs each one's ports at start-up."""

    def plug_vifs(self, instance, network_info):
        if instance.uuid not in self.instances:
            flavor = instance.flavor
            self.resources.claim(vcpus=flavor.vcpus, mem=flavor.memory_mb, disk=flavor.root_gb)
            self.instances[instance.uuid] = fake.FakeInstance(
                instance.name, instance.power_state, instance.uuid)
            for vif in network_info or []:
                self._interfaces[vif['id']] = vif

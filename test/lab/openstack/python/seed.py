"""Fills a new lab: `catalog` before the services that need it start, `tenant` after. Settings come from lab.sh as LAB_*."""
import os
import sys

import openstack

LAB = {key[4:]: value for key, value in os.environ.items() if key.startswith('LAB_')}
REGION = LAB['REGION']
conn = openstack.connect(
    auth=dict(auth_url=LAB['KEYSTONE'], username='admin', password=LAB['ADMIN_PASSWORD'], project_name='admin',
              user_domain_id='default', project_domain_id='default'),
    region_name=REGION)


def catalog():
    for name, kind, url in (('cinder', 'volumev3', LAB['CINDER'] + '/v3/%(tenant_id)s'),
                            ('placement', 'placement', LAB['PLACEMENT']),
                            ('glance', 'image', LAB['GLANCE']),
                            ('neutron', 'network', LAB['NEUTRON']),
                            ('nova', 'compute', LAB['NOVA'] + '/v2.1')):
        service = conn.identity.create_service(name=name, type=kind)
        for interface in ('public', 'internal', 'admin'):
            conn.identity.create_endpoint(service_id=service.id, interface=interface, region_id=REGION, url=url)


def tenant():
    project = conn.identity.create_project(name='lab', domain_id='default')
    user = conn.identity.create_user(name='lab', password=LAB['PASSWORD'], domain_id='default', default_project_id=project.id)
    for name in ('member', 'reader'):
        role = conn.identity.find_role(name)
        if role:
            conn.identity.assign_project_role_to_user(project, user, role)
    # `huge` is a flavor that no host can carry: its servers end in ERROR, as on a full cloud.
    for name, vcpus, ram, disk in (('m1.small', 1, 2048, 20), ('m1.medium', 2, 4096, 40), ('huge', 4000, 4096, 40)):
        conn.compute.create_flavor(name=name, vcpus=vcpus, ram=ram, disk=disk)
    conn.image.create_image(name='Debian 12', disk_format='raw', container_format='bare', visibility='public',
                            data=b'\0' * 65536, validate_checksum=False)
    network = conn.network.create_network(name='public', is_router_external=True, provider_network_type='flat',
                                          provider_physical_network='physnet1')
    conn.network.create_subnet(network_id=network.id, name='public-v4', ip_version=4, cidr='203.0.113.0/24', is_dhcp_enabled=False)


{'catalog': catalog, 'tenant': tenant}[sys.argv[1]]()

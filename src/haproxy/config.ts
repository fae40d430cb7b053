import { API_SERVER_PORT } from '../config/names.js';
import type { IpFamily } from '../config/v1alpha4.js';

/** Where HAProxy's configuration is in the load balancer's image: the same place as in upstream's haproxy image. */
export const HAPROXY_CONFIG = '/usr/local/etc/haproxy/haproxy.cfg';

/** The port of the load balancer's status page, inside the cluster network. */
export const STATUS_PORT = 10000;

export interface Balanced {
  /** Names of the control planes' nodes. */
  controlPlanes: readonly string[];
  ipFamily: IpFamily;
}

/**
 * The configuration of the load balancer: connections go to the control planes whose API server says that it is
 * healthy, in turn.
 *
 * - Names are asked of the engine's DNS once a second, because a node may have another address after a restart.
 * - At the start (and a reload) the C library is asked as well, so that the first connection finds an address. That
 *   waits for an answer, and is done for one of the two lists only.
 * - While no API server is known to be healthy, all are tried: the first one of a new cluster is reached as soon as it
 *   listens, and a machine under load does not cut itself off.
 * - `fd-hard-limit` bounds the connections, together with the container's own limit, where that is smaller; engines
 *   may allow a billion files, which HAProxy would make tables for.
 * - A page on the status port shows how the control planes do; with `;csv` at its end, for programs.
 * - What a control plane that has gone away leaves open is closed, so that clients turn to the others.
 *
 * @see https://docs.haproxy.org/2.6/configuration.html
 */
export function haproxyConfig({ controlPlanes, ipFamily }: Balanced): string {
  const bind = (port: number) => (ipFamily === 'ipv4' ? `:${port}` : `:::${port} v4v6`);
  const servers = controlPlanes.map((name) => `  server ${name} ${name}:${API_SERVER_PORT}`).join('\n');
  return `global
  log stdout format raw local0 notice
  fd-hard-limit 20000

resolvers engine
  parse-resolv-conf
  accepted_payload_size 4096
  timeout resolve 1s
  timeout retry 1s
  hold valid 1s

defaults
  mode tcp
  log global
  option clitcpka
  option srvtcpka
  option redispatch 1
  retries 3
  timeout connect 2s
  timeout check 2s
  timeout client 1h
  timeout server 1h
  default-server resolvers engine resolve-prefer ${ipFamily === 'ipv6' ? 'ipv6' : 'ipv4'} init-addr none

frontend control-plane
  bind ${bind(API_SERVER_PORT)}
  use_backend any-control-plane if { nbsrv(control-planes) eq 0 }
  default_backend control-planes

backend control-planes
  balance roundrobin
  option httpchk GET /healthz
  default-server check check-ssl verify none inter 1s fastinter 500ms downinter 500ms fall 3 rise 1
  default-server on-marked-down shutdown-sessions init-addr last,libc,none
${servers}

backend any-control-plane
  balance roundrobin
${servers}

frontend status
  mode http
  bind ${bind(STATUS_PORT)}
  timeout client 10s
  timeout http-request 10s
  stats enable
  stats uri /
`;
}

import { createHash } from 'node:crypto';

/** The only member of a new cluster of etcd. */
export interface Member {
  readonly name: string;
  /** How other members will reach it: `https://10.89.0.2:2380`. */
  readonly peerUrl: string;
}

/** etcd's name for clusters that nobody has named. */
const CLUSTER_TOKEN = 'etcd-cluster';

/** The member's identifier, as etcd derives it from its address (etcd: server/etcdserver/api/membership/member.go). */
export function memberId({ peerUrl }: Member): bigint {
  return firstBytes(Buffer.from(peerUrl + CLUSTER_TOKEN));
}

/** The cluster's identifier, which comes from its first members. */
export function clusterId(member: Member): bigint {
  const id = Buffer.alloc(8);
  id.writeBigUInt64BE(memberId(member));
  return firstBytes(id);
}

/** As etcd writes identifiers in keys. */
export function hexadecimal(id: bigint): string {
  return id.toString(16);
}

/** The member's JSON. Its identifier is beyond what JavaScript has numbers for. */
export function memberJson(member: Member): string {
  const { name, peerUrl } = member;
  return `{"id":${memberId(member)},${JSON.stringify({ peerURLs: [peerUrl], name }).slice(1)}`;
}

function firstBytes(content: Buffer): bigint {
  return createHash('sha1').update(content).digest().readBigUInt64BE();
}

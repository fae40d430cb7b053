import { createHash } from 'node:crypto';

/** One of the first members of a cluster of etcd. */
export interface Member {
  readonly name: string;
  /** How the others reach it, in the order of their letters, as etcd has them: `https://10.89.0.2:2380`. */
  readonly peerUrls: readonly string[];
}

/** etcd's name for clusters that nobody has named. */
const CLUSTER_TOKEN = 'etcd-cluster';

/** The member's identifier, as etcd derives it from its addresses (etcd: server/etcdserver/api/membership/member.go). */
export function memberId({ peerUrls }: Member): bigint {
  return firstBytes(Buffer.from(peerUrls.join('') + CLUSTER_TOKEN));
}

/** In the order of their identifiers, which is etcd's. */
export function byId(members: readonly Member[]): Member[] {
  return [...members].sort((a, b) => (memberId(a) < memberId(b) ? -1 : 1));
}

/** The cluster's identifier, which comes from its first members. */
export function clusterId(members: readonly Member[]): bigint {
  const ids = byId(members).map((member) => {
    const id = Buffer.alloc(8);
    id.writeBigUInt64BE(memberId(member));
    return id;
  });
  return firstBytes(Buffer.concat(ids));
}

/** As etcd writes identifiers in keys. */
export function hexadecimal(id: bigint): string {
  return id.toString(16);
}

/** The member's JSON. Its identifier is beyond what JavaScript has numbers for. */
export function memberJson(member: Member): string {
  const { name, peerUrls } = member;
  return `{"id":${memberId(member)},${JSON.stringify({ peerURLs: peerUrls, name }).slice(1)}`;
}

function firstBytes(content: Buffer): bigint {
  return createHash('sha1').update(content).digest().readBigUInt64BE();
}

import { crc32c } from './crc32c.js';
import { byId, hexadecimal, type Member, memberId } from './member.js';
import { bytesField, numberField } from './protobuf.js';
import { confState, lastIndex, TERM } from './raft.js';

/** How many of its events etcd's old store keeps. */
const EVENTS = 1000;

/** Where the store has them. */
const MEMBERS = '/0/members';

/** The time of what does not expire. */
const NEVER = '0001-01-01T00:00:00Z';

/**
 * The file of a raft snapshot (etcd: server/etcdserver/api/snap): its checksum 1, and a raft snapshot 2 of data 1 and
 * metadata 2. The data are the members in etcd's store of version 2, which is kept for nothing else.
 */
export function raftSnapshot(members: readonly Member[]): Buffer {
  const metadata = [bytesField(1, confState(members)), numberField(2, lastIndex(members)), numberField(3, TERM)];
  const snapshot = Buffer.concat([
    bytesField(1, Buffer.from(JSON.stringify(oldStore(members)))),
    bytesField(2, Buffer.concat(metadata)),
  ]);
  return Buffer.concat([numberField(1, crc32c(snapshot)), bytesField(2, snapshot)]);
}

/** The store as it is after the members were added, one after another (etcd: server/etcdserver/api/v2store/store.go). */
function oldStore(members: readonly Member[]): object {
  const count = lastIndex(members);
  const added = byId(members).map((member, position) => {
    const path = `${MEMBERS}/${hexadecimal(memberId(member))}`;
    const [key, index] = [`${path}/raftAttributes`, position + 1];
    const value = JSON.stringify({ peerURLs: member.peerUrls });
    const event = { action: 'create', node: { key, value, modifiedIndex: index, createdIndex: index } };
    const children = { raftAttributes: node(key, index, { value }) };
    return { id: hexadecimal(memberId(member)), node: node(path, index, { children }), event };
  });
  const nodes = added.map(({ id, node }): [string, object] => [id, node]);
  const membersNode = node(MEMBERS, 1, { children: sorted(nodes) });
  const root = node('/', 0, {
    children: { 0: node('/0', 0, { children: { members: membersNode } }), 1: node('/1', 0, { children: {} }) },
  });
  const events = [...added.map(({ event }) => event), ...Array(EVENTS - count).fill(null)];
  const queue = { Events: events, Size: count, Front: 0, Back: count, Capacity: EVENTS };
  return {
    Root: root,
    WatcherHub: { EventHistory: { Queue: queue, StartIndex: 1, LastIndex: count } },
    CurrentIndex: count,
    Stats: statistics(count),
    CurrentVersion: 2,
  };
}

/** In the order of the keys, in which Go writes them. */
function sorted(entries: readonly [string, object][]): object {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function node(path: string, index: number, { value = '', children = null as object | null }): object {
  return {
    Path: path,
    CreatedIndex: index,
    ModifiedIndex: index,
    ExpireTime: NEVER,
    Value: value,
    Children: children,
  };
}

function statistics(created: number): Record<string, number> {
  const operations = ['gets', 'sets', 'delete', 'update', 'create', 'compareAndSwap', 'compareAndDelete'];
  const counts = operations.flatMap((operation) => [`${operation}Success`, `${operation}Fail`]);
  const none = Object.fromEntries([...counts, 'expireCount', 'watchers'].map((name) => [name, 0]));
  return { ...none, getsFail: 1, createSuccess: created };
}

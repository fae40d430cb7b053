import { crc32c } from './crc32c.js';
import { hexadecimal, type Member, memberId } from './member.js';
import { bytesField, numberField } from './protobuf.js';
import { confState, INDEX, TERM } from './raft.js';

/** How many of its events etcd's old store keeps. */
const EVENTS = 1000;

/** The time of what does not expire. */
const NEVER = '0001-01-01T00:00:00Z';

/**
 * The file of a raft snapshot (etcd: server/etcdserver/api/snap): its checksum 1, and a raft snapshot 2 of data 1 and
 * metadata 2. The data are the members in etcd's store of version 2, which is kept for nothing else.
 */
export function raftSnapshot(member: Member): Buffer {
  const metadata = [bytesField(1, confState(member)), numberField(2, INDEX), numberField(3, TERM)];
  const snapshot = Buffer.concat([
    bytesField(1, Buffer.from(JSON.stringify(oldStore(member)))),
    bytesField(2, Buffer.concat(metadata)),
  ]);
  return Buffer.concat([numberField(1, crc32c(snapshot)), bytesField(2, snapshot)]);
}

/** The store as it is after the member was added (etcd: server/etcdserver/api/v2store/store.go). */
function oldStore(member: Member): object {
  const key = `/0/members/${hexadecimal(memberId(member))}/raftAttributes`;
  const value = JSON.stringify({ peerURLs: [member.peerUrl] });
  const event = { action: 'create', node: { key, value, modifiedIndex: INDEX, createdIndex: INDEX } };
  const [, top = '', members = '', id = '', attributes = ''] = key.split('/');
  const leaf = node(key, INDEX, { value });
  const memberNode = node(`/0/members/${id}`, INDEX, { children: { [attributes]: leaf } });
  const membersNode = node('/0/members', INDEX, { children: { [id]: memberNode } });
  const root = node('/', 0, {
    children: { [top]: node('/0', 0, { children: { [members]: membersNode } }), 1: node('/1', 0, { children: {} }) },
  });
  const queue = { Events: [event, ...Array(EVENTS - 1).fill(null)], Size: 1, Front: 0, Back: 1, Capacity: EVENTS };
  return {
    Root: root,
    WatcherHub: { EventHistory: { Queue: queue, StartIndex: INDEX, LastIndex: INDEX } },
    CurrentIndex: INDEX,
    Stats: statistics(),
    CurrentVersion: 2,
  };
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

function statistics(): Record<string, number> {
  const operations = ['gets', 'sets', 'delete', 'update', 'create', 'compareAndSwap', 'compareAndDelete'];
  const counts = operations.flatMap((operation) => [`${operation}Success`, `${operation}Fail`]);
  const none = Object.fromEntries([...counts, 'expireCount', 'watchers'].map((name) => [name, 0]));
  return { ...none, getsFail: 1, createSuccess: 1 };
}

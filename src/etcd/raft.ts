import { type Member, memberId, memberJson } from './member.js';
import { bytesField, numberField } from './protobuf.js';

/**
 * Messages of a raft log in which the first and only entry, of term 1, says that there is a member (raft:
 * raftpb/raft.proto). That entry is in the snapshot, so that whoever joins later gets the database instead of the log.
 */
export const [TERM, INDEX] = [1, 1];

/** Entry: type 1 (1: a change of members), term 2, index 3, data 4, here ConfChange: id 1, type 2, node 3, context 4. */
export function memberEntry(member: Member): Buffer {
  const change = [
    numberField(1, 0),
    numberField(2, 0),
    numberField(3, memberId(member)),
    bytesField(4, Buffer.from(memberJson(member))),
  ];
  return Buffer.concat([
    numberField(1, 1),
    numberField(2, TERM),
    numberField(3, INDEX),
    bytesField(4, Buffer.concat(change)),
  ]);
}

/** HardState: term 1, vote 2, commit 3. */
export function hardState(member: Member): Buffer {
  return Buffer.concat([numberField(1, TERM), numberField(2, memberId(member)), numberField(3, INDEX)]);
}

/** ConfState: voters 1, whether a joint configuration is left by itself 5. */
export function confState(member: Member): Buffer {
  return Buffer.concat([numberField(1, memberId(member)), numberField(5, 0)]);
}

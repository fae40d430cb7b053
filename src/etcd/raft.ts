import { byId, type Member, memberId, memberJson } from './member.js';
import { bytesField, numberField } from './protobuf.js';

/**
 * Messages of a raft log whose only entries, of term 1, say who the members are (raft: raftpb/raft.proto). Those entries
 * are in the snapshot, so that whoever joins later gets the database instead of the log.
 */
export const TERM = 1;

/** The number of the last entry: there is one for each member. */
export function lastIndex(members: readonly Member[]): number {
  return members.length;
}

/** Entry: type 1 (1: a change of members), term 2, index 3, data 4, here ConfChange: id 1, type 2, node 3, context 4. */
export function memberEntries(members: readonly Member[]): Buffer[] {
  return byId(members).map((member, position) => {
    const change = [
      numberField(1, 0),
      numberField(2, 0),
      numberField(3, memberId(member)),
      bytesField(4, Buffer.from(memberJson(member))),
    ];
    return Buffer.concat([
      numberField(1, 1),
      numberField(2, TERM),
      numberField(3, position + 1),
      bytesField(4, Buffer.concat(change)),
    ]);
  });
}

/** HardState: term 1, vote 2, commit 3. All have voted for the same member, which has not been told. */
export function hardState(members: readonly Member[]): Buffer {
  const [first] = byId(members);
  const vote = first === undefined ? 0 : memberId(first);
  return Buffer.concat([numberField(1, TERM), numberField(2, vote), numberField(3, lastIndex(members))]);
}

/** ConfState: voters 1, whether a joint configuration is left by itself 5. */
export function confState(members: readonly Member[]): Buffer {
  return Buffer.concat([...byId(members).map((member) => numberField(1, memberId(member))), numberField(5, 0)]);
}

import type { Migrations } from '@gptget/postgres'
import * as responses from './0001-responses.ts'
import * as itemIds from './0002-item-ids.ts'
import * as storedBytes from './0003-stored-bytes.ts'
import * as tasks from './0004-tasks.ts'
import * as webhooks from './0005-webhooks.ts'
import * as retention from './0006-retention.ts'
import * as keptTasks from './0007-kept-tasks-and-conversations.ts'
import * as conversationsByExpiry from './0008-conversations-by-expiry.ts'
import * as paceOfPolls from './0009-pace-of-polls.ts'
import * as mostPerPoll from './0010-most-per-poll.ts'

export const migrations: Migrations = {
  '0001-responses': responses,
  '0002-item-ids': itemIds,
  '0003-stored-bytes': storedBytes,
  '0004-tasks': tasks,
  '0005-webhooks': webhooks,
  '0006-retention': retention,
  '0007-kept-tasks-and-conversations': keptTasks,
  '0008-conversations-by-expiry': conversationsByExpiry,
  '0009-pace-of-polls': paceOfPolls,
  '0010-most-per-poll': mostPerPoll,
}

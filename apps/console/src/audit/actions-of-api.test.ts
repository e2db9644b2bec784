import { expect, it } from 'vitest'
import { actionOf } from './actions-of-api.ts'

it.each([
  ['POST', '/v1/webhooks', 'webhook.created', null],
  ['DELETE', '/v1/webhooks/whk_1', 'webhook.deleted', 'whk_1'],
  ['POST', '/v1/webhooks/whk_1/deliveries/dlv_2/redeliver', 'webhook.redelivered', 'whk_1'],
  ['DELETE', '/v1/images/img_1/content', 'media.deleted', 'img_1'],
  ['POST', '/v1/videos/vid_1/content/sign', 'media.shared', 'vid_1'],
  ['POST', '/v1/tasks/task_1/cancel', 'task.cancelled', 'task_1'],
  ['POST', '/v1/computers/cmp_1/stop', 'computer.stopped', 'cmp_1'],
  ['PUT', '/v1/computers/cmp_1/files', 'computer.file_written', 'cmp_1'],
])('%s %s is audited', (method, path, action, subject) => {
  expect(actionOf(method, path)).toEqual({ action, subject })
})

it.each([
  ['GET', '/v1/webhooks/whk_1'],
  ['POST', '/v1/chat/completions'],
  ['POST', '/v1/webhooks/whk_1/unknown'],
  ['DELETE', '/v1/webhooks'],
])('%s %s is not audited', (method, path) => {
  expect(actionOf(method, path)).toBeUndefined()
})

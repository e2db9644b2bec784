import type { PeopleAction } from '@gptget/contracts'

type Rule = { method: string; path: RegExp; action: PeopleAction }

const rule = (method: string, path: string, action: PeopleAction): Rule => ({
  method,
  path: new RegExp(`^/v1/${path.replaceAll(':id', '([^/]+)')}$`),
  action,
})

/** Requests that change something that other members see. Calls of models are in the ledger instead. */
const RULES: readonly Rule[] = [
  rule('POST', 'webhooks', 'webhook.created'),
  rule('PATCH', 'webhooks/:id', 'webhook.updated'),
  rule('DELETE', 'webhooks/:id', 'webhook.deleted'),
  rule('POST', 'webhooks/:id/rotate', 'webhook.rotated'),
  rule('POST', 'webhooks/:id/test', 'webhook.tested'),
  rule('POST', 'webhooks/:id/deliveries/[^/]+/redeliver', 'webhook.redelivered'),
  rule('DELETE', '(?:images|videos|audio)/:id/content', 'media.deleted'),
  rule('POST', '(?:images|videos|audio)/:id/content/sign', 'media.shared'),
  rule('POST', 'tasks', 'task.created'),
  rule('POST', 'tasks/:id/cancel', 'task.cancelled'),
  rule('DELETE', 'tasks/:id', 'task.deleted'),
  rule('POST', 'computers', 'computer.created'),
  rule('DELETE', 'computers/:id', 'computer.deleted'),
  rule('POST', 'computers/:id/start', 'computer.started'),
  rule('POST', 'computers/:id/stop', 'computer.stopped'),
  rule('POST', 'computers/:id/runs', 'computer.run_started'),
  rule('POST', 'computers/:id/bash', 'computer.command_run'),
  rule('PUT', 'computers/:id/files', 'computer.file_written'),
  rule('DELETE', 'computers/:id/files', 'computer.file_deleted'),
  rule('POST', 'byok', 'provider_key.stored'),
  rule('DELETE', 'byok/:id', 'provider_key.deleted'),
]

export type ApiAction = {
  action: PeopleAction
  /** null: the answer has the id of what was created. */
  subject: string | null
}

/** The action that a request to the API is recorded as; undefined: it is not recorded. */
export const actionOf = (method: string, path: string): ApiAction | undefined => {
  for (const { method: meant, path: pattern, action } of RULES) {
    const found = method === meant ? pattern.exec(path) : null
    if (found !== null) return { action, subject: found[1] ?? null }
  }
  return undefined
}

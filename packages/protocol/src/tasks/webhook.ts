import type { TaskAnswer, TaskCall } from './wire.ts'

/** How a provider proves that a webhook is its own. */
export type WebhookProof =
  /** Only by the URL, which only the provider knows. */
  | { type: 'address' }
  /**
   * Standard Webhooks. The secret is in the configuration, or the provider returns it to the owner of the key.
   * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
   */
  | {
      type: 'standard-webhooks'
      secret: { askedBy: TaskCall; read(answer: TaskAnswer): string | null } | null
    }
  /** `t=<seconds>,v1=<hex>` in a header: HMAC-SHA256 over `<seconds>,<body>`, if the configuration has the secret. */
  | { type: 'timed-hmac'; header: string }
  /** Ed25519 over the request, the user, the time and the SHA-256 of the body, with public keys of the provider. */
  | { type: 'fal-ed25519'; keysUrl: string }

/** A provider with webhooks about tasks. A webhook only triggers a poll, whose answer counts. */
export type WireWebhook = {
  proof: WebhookProof
  /**
   * For a provider with one webhook per account, instead of one per task: the id of the task in the body.
   */
  taskIn?(body: unknown): string | null
  /** The answer that the provider expects. */
  reply?(body: unknown): Record<string, string>
}

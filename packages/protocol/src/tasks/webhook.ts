import type { TaskAnswer, TaskCall } from './wire.ts'

/** How a call at our address is shown to be the provider's. */
export type WebhookProof =
  /** By the address alone: only the provider was told it. */
  | { type: 'address' }
  /**
   * Standard Webhooks. The secret is in the configuration, or the provider tells it to who has its key.
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

/** A provider that says when a task has news. Its word only has the task asked for at once: the poll is the truth. */
export type WireWebhook = {
  proof: WebhookProof
  /**
   * Of a provider whose webhooks are set up once for an account there, instead of with each task: the id of the task
   * in the body.
   */
  taskIn?(body: unknown): string | null
  /** What the provider wants to be answered. */
  reply?(body: unknown): Record<string, string>
}

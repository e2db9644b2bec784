/** Shorter times, so that tests of tasks need not wait. */
export const FAST_TASKS = {
  TASKS_FIRST_POLL_MS: '20',
  TASKS_LONGEST_POLL_MS: '50',
  TASKS_POLLS_PER_SECOND: '10000',
  TASKS_POLL_CALLS_PER_SECOND: '10000',
  TASKS_UNKNOWN_MS: '1500',
  TASKS_FIND_MS: '200',
  TASKS_QUEUE_MS: '20000',
  TASKS_LEASE_MS: '3000',
  WEBHOOK_RETRY_SECONDS: '0.05,0.1,0.2',
  WEBHOOK_ALLOW_HTTP: 'true',
}

/** The settings with which a deployment can serve the tests from outside. `host` is where their stand-ins listen. */
export const outsideSettings = (host: string): Record<string, string> => ({
  ...FAST_TASKS,
  BACKGROUND_SILENCE_MS: '1500',
  COMPUTERS_DRIVER: 'none',
  REALTIME_VAD: 'energy',
  MEDIA_ALLOWED_HOSTS: host,
  // All callers have one address.
  GPTGET_LOOKUPS_PER_MINUTE: '1000000',
})

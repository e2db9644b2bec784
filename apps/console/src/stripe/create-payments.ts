import type Stripe from 'stripe'
import type { PaymentsConfig } from '../config.ts'

export type Payments = {
  /** Stripe's API. The library is loaded with the first payment: that takes a fifth of a second. */
  stripe(): Promise<Stripe>
  /**
   * The event of a webhook. @throws Error if the signature is wrong or older than five minutes
   */
  readEvent(body: string, signature: string): Promise<Stripe.Event>
}

const TIMEOUT_MS = 20_000

export const createPayments = ({ secretKey, webhookSecret, apiUrl }: PaymentsConfig): Payments => {
  let loading: Promise<Stripe> | undefined
  const stripe = (): Promise<Stripe> =>
    (loading ??= import('stripe').then(({ Stripe: Client }) => {
      const base = { timeout: TIMEOUT_MS, maxNetworkRetries: 2, telemetry: false }
      if (apiUrl === null) return new Client(secretKey, base)
      const { hostname, port, protocol } = new URL(apiUrl)
      return new Client(secretKey, {
        ...base,
        host: hostname,
        port: port === '' ? undefined : Number(port),
        protocol: protocol === 'http:' ? 'http' : 'https',
      })
    }))
  return {
    stripe,
    readEvent: async (body, signature) =>
      (await stripe()).webhooks.constructEvent(body, signature, webhookSecret),
  }
}

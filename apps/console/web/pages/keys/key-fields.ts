import type { KeyFields } from '../../api/keys.ts'

const amountOf = (text = ''): number | null => (text === '' ? null : Number(text))

/** The values of a key's form for the API. An empty field removes its limit. */
export const toKeyFields = (form: Record<string, string>): KeyFields => {
  const models = (form.allowed_models ?? '').split(/[\s,]+/).filter((word) => word !== '')
  return {
    name: form.name,
    limit: amountOf(form.limit),
    limit_daily: amountOf(form.limit_daily),
    limit_monthly: amountOf(form.limit_monthly),
    requests_per_minute: amountOf(form.requests_per_minute),
    tokens_per_minute: amountOf(form.tokens_per_minute),
    allowed_models: models.length === 0 ? null : models,
    expires_at: form.expires_at ? `${form.expires_at}T23:59:59Z` : null,
  }
}

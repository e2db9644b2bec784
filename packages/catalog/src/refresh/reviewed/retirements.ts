import { undated } from './model-id.ts'

type Retirement = {
  provider: string
  day: string
  models: readonly string[]
  /** The replacement that the provider recommends, by its own name. */
  replacement?: string
}

/**
 * Days on which a provider stops serving models, from its own pages:
 * https://developers.openai.com/api/docs/deprecations,
 * https://platform.claude.com/docs/en/about-claude/model-deprecations,
 * https://docs.x.ai/developers/migration/may-15-retirement
 */
const RETIREMENTS: readonly Retirement[] = [
  {
    provider: 'openai',
    day: '2026-10-23',
    models: [
      'gpt-3.5-turbo',
      'gpt-4',
      'gpt-4-turbo',
      'gpt-4.1-nano',
      'gpt-4o-2024-05-13',
      'o1',
      'o3-mini',
      'o4-mini',
    ],
  },
  { provider: 'openai-responses', day: '2026-10-23', models: ['o1-pro'] },
  { provider: 'openai', day: '2026-12-11', models: ['gpt-5', 'gpt-5-mini', 'gpt-5-nano', 'o3'] },
  { provider: 'openai-responses', day: '2026-12-11', models: ['gpt-5-pro', 'o3-pro'] },
  {
    provider: 'openai',
    day: '2027-01-14',
    models: ['gpt-4.1', 'gpt-4.1-mini', 'gpt-4o', 'gpt-4o-2024-08-06', 'gpt-4o-2024-11-20', 'gpt-4o-mini'],
  },
  { provider: 'openai', day: '2027-04-01', models: ['gpt-5.1'] },
  {
    provider: 'anthropic',
    day: '2026-06-15',
    models: ['claude-opus-4-20250514'],
    replacement: 'claude-opus-4-8',
  },
  {
    provider: 'anthropic',
    day: '2026-06-15',
    models: ['claude-sonnet-4-20250514'],
    replacement: 'claude-sonnet-4-6',
  },
  // https://platform.claude.com/docs/en/about-claude/models/migration-guide
  {
    provider: 'anthropic',
    day: '2026-06-09',
    models: ['claude-mythos-preview'],
    replacement: 'claude-mythos-5',
  },
  // https://docs.perplexity.ai/docs/agent-api/migrate-from-sonar: one model with presets replaces them.
  {
    provider: 'perplexity',
    day: '2026-09-27',
    models: ['sonar', 'sonar-pro', 'sonar-reasoning-pro', 'sonar-deep-research'],
  },
  // https://docs.apiyi.com/en/live/2026-11/grok-code-models-offline: xAI named no replacement.
  { provider: 'xai', day: '2026-11-19', models: ['grok-build-0.1'] },
  // The latest possible day: xAI retired the models released after it on this day.
  { provider: 'xai', day: '2026-05-15', models: ['grok-2-1212'] },
]

/** The announced retirement of a model at a provider. */
export const retirementOf = (provider: string, model: string): Retirement | undefined =>
  find(provider, model) ?? find(provider, undated(model))

const find = (provider: string, model: string): Retirement | undefined =>
  RETIREMENTS.find((each) => each.provider === provider && each.models.includes(model))

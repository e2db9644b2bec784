import { sql, type Kysely } from 'kysely'

/** The vocabulary at the time of this migration. The first ten existed before. */
const NEW_UNITS = [
  'images',
  'seconds',
  'minutes',
  'characters',
  'web_searches',
  'file_searches',
  'code_executions',
  'map_queries',
  'computer_hours',
  'stored_byte_hours',
  'partial_answers',
]
const TOKEN_UNITS = [
  'input_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'cache_write_1h_tokens',
  'audio_input_tokens',
  'image_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'audio_output_tokens',
  'image_output_tokens',
]

const alterActivity = [
  ...TOKEN_UNITS.map((unit) => `alter column ${unit} set default 0`),
  ...NEW_UNITS.map((unit) => `add column ${unit} bigint not null default 0`),
].join(', ')

/**
 * A charge may be for anything: a generation becomes a charge of that kind, and activity has a column for every unit.
 * Documents of earlier charges stay unchanged and are read in their format.
 */
const STATEMENTS = [
  `alter table generations rename to charges`,
  `alter table charges rename column generation_id to charge_id`,
  `alter table charges rename column model to product`,
  `alter table charges rename column event to document`,
  `alter table charges drop column outcome, add column kind text not null default 'generation'`,
  `alter table charges alter column kind drop default`,
  `alter table charges rename constraint generation_adds_up to charge_adds_up`,
  `alter index generations_pkey rename to charges_pkey`,
  `alter index generations_shortfall rename to charges_shortfall`,
  `alter table ledger_transactions rename column generation_id to charge_id`,
  `alter table rejected_usage rename column generation_id to charge_id`,
  `alter table rejected_usage rename column event to document`,
  `alter table activity rename column model to product`,
  `alter table activity ${alterActivity}`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

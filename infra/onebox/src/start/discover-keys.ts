export type KeyedProvider = { id: string; name: string; apiKeyVariables: readonly string[] }
export type FoundKey = { id: string; name: string; variable: string }

/** Finds providers whose key is in the environment, and the variable's name. */
export const discoverKeys = (rows: readonly KeyedProvider[], env: NodeJS.ProcessEnv): FoundKey[] =>
  rows.flatMap(({ id, name, apiKeyVariables }) => {
    const variable = apiKeyVariables.find((candidate) => env[candidate]?.trim())
    return variable === undefined ? [] : [{ id, name, variable }]
  })

const SECRET = /_(API_KEY|KEY|KEY_ID|TOKEN|SECRET|PASSWORD|CREDENTIALS)$/

/** The environment without secrets, for services that need none. */
export const withoutSecrets = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => name !== 'DATABASE_URL' && name !== 'PGPASSWORD' && !SECRET.test(name),
    ),
  )

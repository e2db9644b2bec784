const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g

/** Replaces `${NAME}` and `${NAME:-default}` from the environment; undefined if one is missing. */
export const fillTemplate = (template: string, env: NodeJS.ProcessEnv): string | undefined => {
  let isComplete = true
  const text = template.replace(REFERENCE, (_, name: string, otherwise: string | undefined) => {
    const value = env[name]?.trim().replace(/\/$/, '') || otherwise
    if (value === undefined) isComplete = false
    return value ?? ''
  })
  return isComplete ? text : undefined
}

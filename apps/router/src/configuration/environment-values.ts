/** A placeholder for a variable while YAML is parsed: `${A}` inside a flow mapping would not parse. */
const placeholder = (index: number): string => `__gptget_env_${index}__`
const PLACEHOLDER = /__gptget_env_(\d+)__/g
const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g

type Reference = { name: string; otherwise: string | undefined }

/** Hides `${NAME}` and `${NAME:-default}` from the YAML parser, without changing lines. */
export const hideReferences = (text: string): { text: string; references: Reference[] } => {
  const references: Reference[] = []
  const hidden = text.replace(REFERENCE, (_, name: string, otherwise: string | undefined) => {
    references.push({ name, otherwise })
    return placeholder(references.length - 1)
  })
  return { text: hidden, references }
}

/** Replaces references by the environment's values; calls `onMissing` for a variable that is not set. */
export const fillReferences = (
  text: string,
  references: Reference[],
  env: NodeJS.ProcessEnv,
  onMissing: (name: string) => void,
): string =>
  text.replace(PLACEHOLDER, (_, index: string) => {
    const { name, otherwise } = references[Number(index)]!
    const value = env[name] ?? otherwise
    if (value === undefined) onMissing(name)
    return value ?? ''
  })

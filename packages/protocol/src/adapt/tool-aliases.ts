import type { ToolNameRule } from '../capabilities.ts'
import { hash } from '../canonical/hash.ts'

/**
 * Names that a provider accepts, for names that it does not: the same for the same set of names. An accepted name
 * stays; no two names share an alias.
 */
export const aliasesFor = (names: Iterable<string>, rule: ToolNameRule): Map<string, string> => {
  const all = [...new Set(names)]
  const aliases = new Map(all.filter((name) => isTaken(name, rule)).map((name) => [name, name]))
  const used = new Set(aliases.values())
  for (const name of all) {
    if (aliases.has(name)) continue
    const alias = freeAlias(name, rule, used)
    aliases.set(name, alias)
    used.add(alias)
  }
  return aliases
}

const isTaken = (name: string, { first, rest, maxLength }: ToolNameRule): boolean =>
  name.length <= maxLength && new RegExp(`^[${first}][${rest}]*$`).test(name)

const freeAlias = (name: string, rule: ToolNameRule, used: ReadonlySet<string>): string => {
  const plain = plainName(name, rule)
  if (plain.length <= rule.maxLength && !used.has(plain)) return plain
  for (let count = 0; ; count++) {
    const end = `_${hash(count === 0 ? name : `${name} ${count}`)}`
    const alias = plain.slice(0, rule.maxLength - end.length) + end
    if (!used.has(alias)) return alias
  }
}

const plainName = (name: string, { first, rest }: ToolNameRule): string => {
  const plain = name.replace(new RegExp(`[^${rest}]`, 'g'), '_')
  return new RegExp(`^[${first}]`).test(plain) ? plain : `_${plain}`
}

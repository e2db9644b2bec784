import { Search } from 'lucide-react'
import { m } from '../../messages/index.ts'
import { inputClass, SelectField } from '../../ui/field.tsx'
import { CONTEXTS, keysOf, MODALITIES, PRICES, SORTS, type ModelFilters } from './filter-models.ts'

type FiltersProps = {
  filters: ModelFilters
  makers: readonly string[]
  providers: readonly string[]
  onChange: (changes: ModelFilters) => void
}

type Option = readonly [value: string, label: string]
type Choice = { name: keyof ModelFilters; label: string; options: readonly Option[] }

const named = (names: readonly string[]): Option[] => names.map((name) => [name, name])
const labeled = <Name extends string>(names: readonly Name[], labels: Record<Name, string>): Option[] =>
  names.map((name) => [name, labels[name]])

/** The first option of each is the default. */
const choicesOf = (makers: readonly string[], providers: readonly string[]): Choice[] => [
  { name: 'kind', label: m.models.modality, options: labeled(MODALITIES, m.models.modalities) },
  { name: 'maker', label: m.models.owner, options: [['', m.models.anyOwner], ...named(makers)] },
  { name: 'provider', label: m.models.provider, options: [['', m.models.anyProvider], ...named(providers)] },
  {
    name: 'context',
    label: m.models.context,
    options: [['', m.models.anyContext], ...labeled(keysOf(CONTEXTS), m.models.contexts)],
  },
  {
    name: 'price',
    label: m.models.price,
    options: [['', m.models.anyPrice], ...labeled(keysOf(PRICES), m.models.prices)],
  },
  { name: 'sort', label: m.models.sort, options: labeled(SORTS, m.models.sorts) },
]

export const Filters = ({ filters, makers, providers, onChange }: FiltersProps) => (
  <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
    <div className="relative col-span-2 sm:col-span-3">
      <Search size={16} aria-hidden className="absolute top-2.5 left-3 text-faint" />
      <input
        type="search"
        aria-label={m.models.search}
        placeholder={m.models.search}
        className={`${inputClass} h-9 pl-9`}
        value={filters.q ?? ''}
        onChange={({ target }) => onChange({ q: target.value })}
      />
    </div>
    {choicesOf(makers, providers).map(({ name, label, options }) => (
      <SelectField
        key={name}
        label={label}
        isLabelHidden
        value={String(filters[name] ?? options[0]![0])}
        options={options}
        // The address reads only values that it knows, so the default needs no place in it.
        onChange={({ target }) =>
          onChange({ [name]: target.value === options[0]![0] ? undefined : target.value })
        }
      />
    ))}
    <label className="col-span-2 flex items-center gap-2 text-soft sm:col-span-3">
      <input
        type="checkbox"
        className="size-4 accent-accent"
        checked={filters.available ?? false}
        onChange={({ target }) => onChange({ available: target.checked })}
      />
      {m.models.onlyAvailable}
    </label>
  </div>
)

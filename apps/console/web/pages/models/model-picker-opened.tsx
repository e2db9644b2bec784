import { Combobox } from '@base-ui/react/combobox'
import { Check } from 'lucide-react'
import type { Model } from '../../api/models.ts'
import { m } from '../../messages/index.ts'
import { formatPrice } from '../../ui/format.ts'
import { labelOf, PICKER_BUTTON, PickerFace, type PickerProps } from './picker-face.tsx'

const MOST_SHOWN = 60

/** The list of models, initially open. `ModelPicker` is the button that loads it. */
export default function ModelPickerOpened({ models, value, onChange }: PickerProps) {
  return (
    <Combobox.Root
      defaultOpen
      items={models}
      value={models.find(({ id }) => id === value) ?? null}
      onValueChange={(model: Model | null) => model && onChange(model.id)}
      itemToStringLabel={(model: Model) => `${model.name} ${model.id}`}
      isItemEqualToValue={(one: Model, other: Model) => one.id === other.id}
      limit={MOST_SHOWN}
    >
      <Combobox.Trigger aria-label={labelOf(value)} className={PICKER_BUTTON}>
        <PickerFace value={value} />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner align="start" sideOffset={6} className="z-50">
          <Combobox.Popup className="w-[min(26rem,calc(100vw-2rem))] overflow-hidden rounded-md border border-line bg-card shadow-pop">
            <Combobox.Input
              aria-label={m.playground.searchModels}
              placeholder={m.playground.searchModels}
              className="h-10 w-full border-b border-line bg-card px-3 outline-none"
            />
            <Combobox.Empty className="px-3 py-4 text-soft empty:hidden">
              {m.models.emptyTitle}
            </Combobox.Empty>
            <Combobox.List className="max-h-80 overflow-y-auto p-1.5 empty:hidden">
              {(model: Model) => <Choice key={model.id} model={model} />}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  )
}

const Choice = ({ model }: { model: Model }) => (
  <Combobox.Item
    value={model}
    className="flex cursor-default items-center gap-3 rounded-sm px-2.5 py-1.5 outline-none data-highlighted:bg-raised"
  >
    <span className="min-w-0 flex-1">
      <span className="block truncate font-medium">{model.name}</span>
      <code className="block truncate text-faint">{model.id}</code>
    </span>
    <span className="nums text-xs text-faint">
      {formatPrice(model.price.input ?? 0)} / {formatPrice(model.price.output ?? 0)}
    </span>
    <Combobox.ItemIndicator>
      <Check size={16} aria-hidden className="text-accent" />
    </Combobox.ItemIndicator>
  </Combobox.Item>
)

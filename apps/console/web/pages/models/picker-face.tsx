import { ChevronsUpDown } from 'lucide-react'
import type { Model } from '../../api/models.ts'
import { m } from '../../messages/index.ts'

export type PickerProps = { models: readonly Model[]; value: string; onChange: (id: string) => void }

export const PICKER_BUTTON =
  'flex h-9 max-w-full min-w-0 items-center justify-between gap-2 rounded-md border border-line bg-card px-3 font-medium hover:bg-raised'

export const labelOf = (value: string): string => `${m.playground.model}: ${value}`

/** The content of the button of the model picker. */
export const PickerFace = ({ value }: { value: string }) => (
  <>
    <span className="truncate">{value || m.playground.chooseModel}</span>
    <ChevronsUpDown size={15} aria-hidden className="shrink-0 text-faint" />
  </>
)

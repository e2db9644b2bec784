import { onDemand, type FaceProps } from '../../ui/on-demand.tsx'
import { labelOf, PICKER_BUTTON, PickerFace, type PickerProps } from './picker-face.tsx'

const Face = ({ value, onClick, onPointerEnter, onFocus }: PickerProps & FaceProps) => (
  <button
    type="button"
    role="combobox"
    aria-expanded={false}
    aria-haspopup="dialog"
    aria-label={labelOf(value)}
    className={PICKER_BUTTON}
    onClick={onClick}
    onPointerEnter={onPointerEnter}
    onFocus={onFocus}
  >
    <PickerFace value={value} />
  </button>
)

/** Chooses a model; typing searches. */
export const ModelPicker = onDemand(() => import('./model-picker-opened.tsx'), Face)

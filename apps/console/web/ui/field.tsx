import { useId } from 'react'
import type { ComponentProps, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react'
import { classes } from './classes.ts'

export const inputClass =
  'w-full rounded-md border border-line-strong/60 bg-card px-3 text-base text-text placeholder:text-faint ' +
  'hover:border-line-strong disabled:opacity-60'

type Labeled = {
  label: string
  hint?: string
  /** What is wrong with the value. */
  fault?: string
  isLabelHidden?: boolean
  className?: string
}

const Wrapper = ({
  id,
  label,
  hint,
  fault,
  isLabelHidden,
  className,
  children,
}: Labeled & { id: string; children: ReactNode }) => (
  <div className={classes('flex flex-col gap-1.5', className)}>
    <label htmlFor={id} className={isLabelHidden ? 'sr-only' : 'text-sm font-medium'}>
      {label}
    </label>
    {children}
    {hint && (
      <p id={`${id}-hint`} className="text-xs text-faint">
        {hint}
      </p>
    )}
    {fault && (
      <p id={`${id}-fault`} className="text-xs break-words text-bad">
        {fault}
      </p>
    )}
  </div>
)

const describedBy = (id: string, hint: string | undefined) => (hint ? `${id}-hint` : undefined)

export const TextField = ({
  label,
  hint,
  isLabelHidden,
  className,
  ...props
}: Labeled & ComponentProps<'input'>) => {
  const id = useId()
  return (
    <Wrapper {...{ id, label, hint, isLabelHidden, className }}>
      <input
        id={id}
        aria-describedby={describedBy(id, hint)}
        className={classes(inputClass, 'h-9')}
        {...props}
      />
    </Wrapper>
  )
}

export const TextArea = ({
  label,
  hint,
  fault,
  isLabelHidden,
  className,
  fieldClass,
  ...props
}: Labeled & { fieldClass?: string } & TextareaHTMLAttributes<HTMLTextAreaElement>) => {
  const id = useId()
  return (
    <Wrapper {...{ id, label, hint, fault, isLabelHidden, className }}>
      <textarea
        id={id}
        aria-invalid={fault === undefined ? undefined : true}
        aria-describedby={fault === undefined ? describedBy(id, hint) : `${id}-fault`}
        className={classes(inputClass, 'min-h-20 py-2', fieldClass)}
        {...props}
      />
    </Wrapper>
  )
}

export const SelectField = ({
  label,
  hint,
  isLabelHidden,
  className,
  options,
  ...props
}: Labeled &
  SelectHTMLAttributes<HTMLSelectElement> & {
    options: readonly (readonly [value: string, label: string])[]
  }) => {
  const id = useId()
  return (
    <Wrapper {...{ id, label, hint, isLabelHidden, className }}>
      <select
        id={id}
        aria-describedby={describedBy(id, hint)}
        className={classes(inputClass, 'h-9 pr-8')}
        {...props}
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Wrapper>
  )
}

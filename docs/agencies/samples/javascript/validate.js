/**
 * Validates events by the published schemas, with nothing of the service: a JSON Schema validator of your own language does the same.
 *
 *   node validate.js FILE…       one event a file; prints what is wrong, ends with 1 where something is
 *   node validate.js --lines     one event a line on standard input, one verdict a line out
 */
import { readFileSync, readdirSync } from 'node:fs'
import Ajv2020 from 'ajv/dist/2020.js'

const schemas = new URL('../../schemas/', import.meta.url)
const ajv = new Ajv2020.default({ allErrors: true, strictTypes: false, validateFormats: false })
for (const name of readdirSync(schemas)) ajv.addSchema(JSON.parse(readFileSync(new URL(name, schemas), 'utf8')))
const isEvent = ajv.getSchema('event.json')

/** What is wrong with an event, as JSON pointers with reasons; empty where nothing is. */
function faultsOf(text) {
  let event
  try {
    event = JSON.parse(text)
  } catch (error) {
    return [{ pointer: '', reason: error.message }]
  }
  if (isEvent(event)) return []
  return isEvent.errors
    .filter((error) => error.keyword !== 'if') // only says that a "then" did not hold, whose own errors are here too
    .map((error) => ({
      pointer: error.instancePath + (error.keyword === 'required' ? `/${error.params.missingProperty}` : ''),
      reason: error.message,
    }))
}

if (process.argv[2] === '--lines') {
  const lines = readFileSync(0, 'utf8').split('\n').filter((line) => line !== '')
  process.stdout.write(lines.map((line) => JSON.stringify(faultsOf(line)) + '\n').join(''))
} else {
  for (const file of process.argv.slice(2)) {
    const faults = faultsOf(readFileSync(file, 'utf8'))
    if (faults.length > 0) process.exitCode = 1
    console.log(`${file}: ${faults.length === 0 ? 'valid' : faults.map((fault) => `${fault.pointer}: ${fault.reason}`).join('; ')}`)
  }
}

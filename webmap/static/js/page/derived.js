// The values of a view from the counts that the page has: what was sent is not sent again as quotients.

const WITHOUT_VALUE = "ndtw"; // letters of states

/**
 * The whole numbers of a view: those that came with its columns, those that the counts give, or, where these give other
 * ones than the server said, what `readAll()` (a promise of the whole columns) brings.
 */
export async function findValues(columns, counts, readAll) {
  if (columns.values) return columns.values;
  const { made_of: parts, class_codes: letters } = columns;
  const derived = derive(parts, letters, counts);
  const sum = derived.reduce((total, value) => total + value, 0); // null adds nothing
  return sum === parts.sum ? derived : (await readAll()).values;
}

// In the steps of services/coverage/derivation.py, which tried it before it left the values out.
function derive({ plus, minus, per, times }, letters, counts) {
  return Array.from(letters, (letter, at) => {
    if (WITHOUT_VALUE.includes(letter)) return null;
    const difference = minus ? counts[plus][at] - counts[minus][at] : counts[plus][at];
    if (!per) return difference * times;
    const quotient = (difference * times) / counts[per][at];
    return Math.sign(quotient) * Math.floor(Math.abs(quotient) + 0.5) + 0; // no minus zero
  });
}

/** The program of the workspace: its objective is a formula, so that a trial takes no time. */
export const modelText = `// A small program without TensorFlow.js
const rate = 1e-1; // @tune log 1e-4..1
const units = 32; // @tune 8..128 step 8
const act = 'relu'; // @tune relu | tanh | elu
const decay = 0; // @tune off 0..0.1
const loss = (Math.log10(rate) + 2) ** 2 + ((units - 64) / 64) ** 2 + (act === 'elu' ? 0 : 0.3); // @tune minimize
console.log(loss, decay);
`;

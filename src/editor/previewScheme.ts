// The scheme of the texts that a diff of values shows.
export const previewScheme = 'tunelens-preview';

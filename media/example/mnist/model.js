// The convolutional network of a well-known tutorial on tuning (Keras and bayes_opt), in TensorFlow.js.
// The comments marked @tune are all that TuneLens needs; without it the file runs as it stands.
// @tune maximize acc
// @tune run main.js
import { tf } from './backend.js';

/** A compiled model for images of `[height, width, channels]`, trained with one-hot labels of `nClasses`. */
export function createModel(imageShape, nClasses) {
  const dropout_2 = 0.5; // @tune 0.1..0.5
  const learning_rate = 1e-3; // @tune log 1e-4..1e-2
  const units = 128; // @tune 128 | 256 | 384

  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: imageShape, filters: 32, kernelSize: 3, activation: 'relu' }),
      tf.layers.conv2d({ filters: 64, kernelSize: 3, activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.dropout({ rate: 0.25 }),
      tf.layers.flatten(),
      tf.layers.dense({ units, activation: 'relu' }),
      tf.layers.dropout({ rate: dropout_2 }),
      tf.layers.dense({ units: nClasses, activation: 'softmax' }),
    ],
  });
  model.compile({
    optimizer: tf.train.rmsprop(learning_rate),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  return model;
}

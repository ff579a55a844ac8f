#!/usr/bin/env python3
"""Trains the digit classifier of this example and writes everything the example needs.

Debian's packages suffice: python3-torch, python3-sklearn, python3-onnx. Run it from anywhere:

    python3 examples/digits/train.py

It writes, beside itself:

    digits.onnx            the trained network, float[1][1][8][8] "image" to float[1][10] "logits"
    test_images.h          the images that training never saw, for main.c
    reference/image.npy    the first of those images, as the network's input
    reference/logits.npy   what PyTorch answers to it

All seeds are fixed and training runs on one thread, so the same versions of the packages write the same files again.
"""

import pathlib

import numpy as np
import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn

HERE = pathlib.Path(__file__).resolve().parent
SEED = 7
EPOCHS = 30
BATCH = 32


class Digits(nn.Module):
    """Two rounds of convolution, ReLU and max pooling, then one linear layer."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=3, padding=1)
        self.relu1 = nn.ReLU()
        self.pool1 = nn.MaxPool2d(2)
        self.conv2 = nn.Conv2d(16, 32, kernel_size=3, padding=1)
        self.relu2 = nn.ReLU()
        self.pool2 = nn.MaxPool2d(2)
        self.flatten = nn.Flatten()
        self.linear = nn.Linear(32 * 2 * 2, 10)

    def forward(self, x):
        x = self.pool1(self.relu1(self.conv1(x)))
        x = self.pool2(self.relu2(self.conv2(x)))
        return self.linear(self.flatten(x))


def train(model, images, labels):
    """Adam with a learning rate that falls to zero; a little noise on the pixels stands in for more images."""
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS)
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.05)
    model.train()
    for _ in range(EPOCHS):
        order = torch.randperm(len(images))
        for batch in order.split(BATCH):
            noisy = images[batch] + 0.1 * torch.randn(len(batch), 1, 8, 8)
            loss = loss_of(model(noisy), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        schedule.step()
    model.eval()


def write_test_images(path, pixels, labels):
    """One string of 64 base-17 digits, '0' to '9' and 'A' to 'G', for each image: 0 is white, 16 ('G') is ink."""
    alphabet = np.array(list("0123456789ABCDEFG"))
    with open(path, "w", encoding="ascii", newline="\n") as out:
        out.write("/* Written by train.py: the images of scikit-learn's handwritten digits that\n"
                  " * training never saw. 8 rows of 8 pixels each, one character a pixel: '0' is\n"
                  " * paper, 'G' (16) is ink. */\n\n")
        out.write(f"enum {{ TEST_IMAGES = {len(pixels)} }};\n\n")
        out.write("static const struct {\n  int label;\n  char pixels[65];\n} test_images[TEST_IMAGES] = {\n")
        for image, label in zip(pixels, labels):
            out.write(f'    {{{label}, "{"".join(alphabet[image.astype(int)])}"}},\n')
        out.write("};\n")


def export(model, path):
    """Writes the model with fixed shapes: one image a call."""
    torch.onnx.export(model, torch.zeros(1, 1, 8, 8), str(path), opset_version=13,
                      input_names=["image"], output_names=["logits"])


def main():
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)

    pixels, labels = load_digits(return_X_y=True)
    train_pixels, test_pixels, train_labels, test_labels = train_test_split(
        pixels, labels, test_size=0.2, random_state=SEED, stratify=labels)

    def as_images(array):
        return torch.tensor(array / 16.0, dtype=torch.float32).reshape(-1, 1, 8, 8)

    model = Digits()
    train(model, as_images(train_pixels), torch.tensor(train_labels))

    test_images = as_images(test_pixels)
    with torch.no_grad():
        logits = torch.cat([model(image[None]) for image in test_images])
    accuracy = (logits.argmax(1).numpy() == test_labels).mean()
    print(f"{len(train_pixels)} images to train on, {len(test_pixels)} unseen: {100 * accuracy:.2f} % right")
    if accuracy < 0.97:
        raise SystemExit("error: expected at least 97 %; nothing was written")

    export(model, HERE / "digits.onnx")
    write_test_images(HERE / "test_images.h", test_pixels, test_labels)
    (HERE / "reference").mkdir(exist_ok=True)
    np.save(HERE / "reference/image.npy", test_images[:1].numpy())
    np.save(HERE / "reference/logits.npy", logits[:1].numpy())


if __name__ == "__main__":
    main()

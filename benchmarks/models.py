# Makes the networks of the benchmark: ONNX files with seeded random weights, an
# input for each, and how much arithmetic they ask for. The ops that they are
# made of are in builder.py.
#
# Usage: models.py [--size PIXELS] OUTPUT_DIR [NAME...]; without names, all of
#        them; models.py --list prints the names. --size makes smaller images
#        than the network was published for, PIXELS high and wide.
#
# Writes NAME.onnx, NAME.npy (the input "input") and NAME.json, which holds the
# floating-point operations of one run and the shapes of the convolutions. The
# same name gives the same bytes.

import argparse
import dataclasses
import json
import os
import sys

import numpy as np

from builder import Net

IMAGE = (1, 3, 224, 224)


def lenet5(net):
    x = net.max_pool(net.conv_relu(net.input, 6, 5), 2, 2)
    x = net.max_pool(net.conv_relu(x, 16, 5, p=0), 2, 2)
    x = net.flatten(x)
    for features in (120, 84):
        x = net.act(net.linear(x, features), "Relu")
    return net.linear(x, 10)


def alexnet(net):
    x = net.max_pool(net.conv_relu(net.input, 64, 11, 4, 2), 3, 2)
    x = net.max_pool(net.conv_relu(x, 192, 5), 3, 2)
    for channels in (384, 256, 256):
        x = net.conv_relu(x, channels)
    return dense_head(net, net.max_pool(x, 3, 2))


def vgg16(net):
    x = net.input
    for channels, layers in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(layers):
            x = net.conv_relu(x, channels)
        x = net.max_pool(x, 2, 2)
    return dense_head(net, x)


def dense_head(net, x):
    x = net.flatten(x)
    for _ in range(2):
        x = net.act(net.linear(x, 4096), "Relu")
    return net.linear(x, 1000)


def residual(net, x, y, stride):
    """Adds the branch `y` to `x`, projected where the shapes differ."""
    if x.shape != y.shape:
        x = net.conv_bn(x, y.shape[1], 1, stride, act=None)
        return net.act(net.add(x, y), "Relu")
    total = net.act(net.add(x, y), "Relu")
    # What an activation left is positive and passes the next one.
    total.power = x.power + 0.7 * y.power
    return total


def resnet_stem(net):
    return net.max_pool(net.conv_bn(net.input, 64, 7, 2), 3, 2, (1, 1, 1, 1))


def resnet18(net):
    x = resnet_stem(net)
    for channels in (64, 128, 256, 512):
        for block in range(2):
            stride = 2 if block == 0 and channels > 64 else 1
            y = net.conv_bn(x, channels, 3, stride)
            y = net.conv_bn(y, channels, act=None, gamma=0.5)
            x = residual(net, x, y, stride)
    return net.classifier(x)


def resnet50(net):
    x = resnet_stem(net)
    for channels, blocks in ((64, 3), (128, 4), (256, 6), (512, 3)):
        for block in range(blocks):
            stride = 2 if block == 0 and channels > 64 else 1
            y = net.conv_bn(net.conv_bn(x, channels, 1), channels, 3, stride)
            y = net.conv_bn(y, 4 * channels, 1, act=None, gamma=0.5)
            x = residual(net, x, y, stride)
    return net.classifier(x)


def regnet_x_400mf(net):
    x = net.conv_bn(net.input, 32, 3, 2)
    for width, blocks in ((32, 1), (64, 2), (160, 7), (400, 12)):
        for block in range(blocks):
            stride = 2 if block == 0 else 1
            y = net.conv_bn(x, width, 1)
            y = net.conv_bn(y, width, 3, stride, g=width // 16)
            y = net.conv_bn(y, width, 1, act=None, gamma=0.5)
            x = residual(net, x, y, stride)
    return net.classifier(x)


def mobilenet_v1(net):
    x = net.conv_bn(net.input, 32, 3, 2)
    layers = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2),
              *((512, 1),) * 5, (1024, 2), (1024, 1))
    for channels, stride in layers:
        x = net.conv_bn(x, x.shape[1], 3, stride, g=x.shape[1])
        x = net.conv_bn(x, channels, 1)
    return net.classifier(x)


def mobilenet_v2(net):
    x = net.conv_bn(net.input, 32, 3, 2, act="Clip")
    for expand, channels, blocks, first_stride in (
            (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2),
            (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)):
        for block in range(blocks):
            stride = first_stride if block == 0 else 1
            y = net.conv_bn(x, expand * x.shape[1], 1, act="Clip") if expand > 1 else x
            y = net.conv_bn(y, y.shape[1], 3, stride, g=y.shape[1], act="Clip")
            y = net.conv_bn(y, channels, 1, act=None)
            x = net.add(x, y) if x.shape == y.shape else y
    return net.classifier(net.conv_bn(x, 1280, 1, act="Clip"))


def mobilenet_v3_large(net):
    x = net.conv_bn(net.input, 16, 3, 2, act="HardSwish")
    relu, swish = "Relu", "HardSwish"
    # Kernel, expanded channels, channels, squeezed channels, activation, stride.
    for k, expanded, channels, squeezed, act, stride in (
            (3, 16, 16, 0, relu, 1), (3, 64, 24, 0, relu, 2), (3, 72, 24, 0, relu, 1),
            (5, 72, 40, 24, relu, 2), (5, 120, 40, 32, relu, 1),
            (5, 120, 40, 32, relu, 1), (3, 240, 80, 0, swish, 2),
            (3, 200, 80, 0, swish, 1), (3, 184, 80, 0, swish, 1),
            (3, 184, 80, 0, swish, 1), (3, 480, 112, 120, swish, 1),
            (3, 672, 112, 168, swish, 1), (5, 672, 160, 168, swish, 2),
            (5, 960, 160, 240, swish, 1), (5, 960, 160, 240, swish, 1)):
        y = net.conv_bn(x, expanded, 1, act=act) if expanded != x.shape[1] else x
        y = net.conv_bn(y, expanded, k, stride, g=expanded, act=act)
        if squeezed:
            y = net.squeeze_excite(y, squeezed, "Relu", "HardSigmoid")
        y = net.conv_bn(y, channels, 1, act=None)
        x = net.add(x, y) if x.shape == y.shape else y
    x = net.flatten(net.global_pool(net.conv_bn(x, 960, 1, act=swish)))
    return net.linear(net.act(net.linear(x, 1280), swish), 1000)


def efficientnet_b0(net):
    x = net.conv_bn(net.input, 32, 3, 2, act="SiLU")
    for expand, k, channels, blocks, first_stride in (
            (1, 3, 16, 1, 1), (6, 3, 24, 2, 2), (6, 5, 40, 2, 2), (6, 3, 80, 3, 2),
            (6, 5, 112, 3, 1), (6, 5, 192, 4, 2), (6, 3, 320, 1, 1)):
        for block in range(blocks):
            stride = first_stride if block == 0 else 1
            y = net.conv_bn(x, expand * x.shape[1], 1, act="SiLU") if expand > 1 else x
            y = net.conv_bn(y, y.shape[1], k, stride, g=y.shape[1], act="SiLU")
            y = net.squeeze_excite(y, x.shape[1] // 4, "SiLU", "Sigmoid")
            y = net.conv_bn(y, channels, 1, act=None)
            x = net.add(x, y) if x.shape == y.shape else y
    return net.classifier(net.conv_bn(x, 1280, 1, act="SiLU"))


def squeezenet1_1(net):
    x = net.max_pool(net.conv_relu(net.input, 64, 3, 2, 0), 3, 2)
    for fire, squeezed in enumerate((16, 16, 32, 32, 48, 48, 64, 64)):
        if fire in (2, 4):
            x = net.max_pool(x, 3, 2)
        y = net.conv_relu(x, squeezed, 1)
        x = net.concat(net.conv_relu(y, 4 * squeezed, 1), net.conv_relu(y, 4 * squeezed))
    return net.flatten(net.global_pool(net.conv_relu(x, 1000, 1)))


def densenet121(net):
    x = resnet_stem(net)
    for stage, layers in enumerate((6, 12, 24, 16)):
        if stage > 0:
            x = net.conv(net.act(net.bn(x), "Relu"), x.shape[1] // 2, 1, bias=False)
            x = net.pool("AveragePool", x, 2, 2)
        for _ in range(layers):
            y = net.conv(net.act(net.bn(x), "Relu"), 128, 1, bias=False)
            y = net.conv(net.act(net.bn(y), "Relu"), 32, bias=False)
            x = net.concat(x, y)
    return net.classifier(net.act(net.bn(x), "Relu"))


def inception(net, x, one, three_in, three, five_in, five, pooled):
    return net.concat(
        net.conv_relu(x, one, 1),
        net.conv_relu(net.conv_relu(x, three_in, 1), three),
        net.conv_relu(net.conv_relu(x, five_in, 1), five, 5),
        net.conv_relu(net.max_pool(x, 3, 1, (1, 1, 1, 1)), pooled, 1))


def googlenet(net):
    end = (0, 0, 1, 1)
    x = net.lrn(net.max_pool(net.conv_relu(net.input, 64, 7, 2), 3, 2, end))
    x = net.lrn(net.conv_relu(net.conv_relu(x, 64, 1), 192))
    x = net.max_pool(x, 3, 2, end)
    for block in ((64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64)):
        x = inception(net, x, *block)
    x = net.max_pool(x, 3, 2, end)
    for block in ((192, 96, 208, 16, 48, 64), (160, 112, 224, 24, 64, 64),
                  (128, 128, 256, 24, 64, 64), (112, 144, 288, 32, 64, 64),
                  (256, 160, 320, 32, 128, 128)):
        x = inception(net, x, *block)
    x = net.max_pool(x, 3, 2, end)
    for block in ((256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)):
        x = inception(net, x, *block)
    return net.classifier(x)


def shufflenet_v2(net):
    x = net.max_pool(net.conv_bn(net.input, 24, 3, 2), 3, 2, (1, 1, 1, 1))
    for channels, blocks in ((116, 4), (232, 8), (464, 4)):
        half = channels // 2
        for block in range(blocks):
            stride = 2 if block == 0 else 1
            if block == 0:
                kept = net.conv_bn(x, x.shape[1], 3, 2, g=x.shape[1], act=None)
                kept = net.conv_bn(kept, half, 1)
            else:
                kept, x = net.split(x)
            y = net.conv_bn(x, half, 1)
            y = net.conv_bn(y, half, 3, stride, g=half, act=None)
            x = net.shuffle(net.concat(kept, net.conv_bn(y, half, 1)), 2)
    return net.classifier(net.conv_bn(x, 1024, 1))


def tinyyolov2(net):
    x = net.input
    for channels in (16, 32, 64, 128, 256, 512):
        x = net.conv_bn(x, channels, act="LeakyRelu")
        x = net.max_pool(x, 2, 2) if channels < 512 else net.max_pool(x, 2, 1, (0, 0, 1, 1))
    for _ in range(2):
        x = net.conv_bn(x, 1024, act="LeakyRelu")
    return net.conv(x, 125, 1)


def unet_small(net):
    def double(x, channels):
        return net.conv_bn(net.conv_bn(x, channels), channels)

    x, skipped = net.input, []
    for channels in (32, 64, 128, 256):
        skipped.append(double(x, channels))
        x = net.max_pool(skipped[-1], 2, 2)
    x = double(x, 512)
    for skip in reversed(skipped):
        channels = skip.shape[1]
        x = double(net.concat(skip, net.upconv(x, channels)), channels)
    return net.conv(x, 2, 1)


INPUTS = {"lenet5": (1, 1, 28, 28), "tinyyolov2": (1, 3, 416, 416),
          "unet_small": (1, 3, 256, 256)}
MODELS = {make.__name__: make for make in (
    lenet5, alexnet, vgg16, resnet18, resnet50, regnet_x_400mf, mobilenet_v1,
    mobilenet_v2, mobilenet_v3_large, squeezenet1_1, densenet121, googlenet,
    shufflenet_v2, efficientnet_b0, tinyyolov2, unet_small)}


def write(name, folder, size=None):
    shape = INPUTS.get(name, IMAGE)
    # lenet5 has small images as it is.
    if size and size < shape[2]:
        shape = (*shape[:2], size, size)
    net = Net(name, shape)
    model = net.model(MODELS[name](net))
    image = net.rng.standard_normal(net.input.shape, dtype=np.float32)
    path = os.path.join(folder, name)
    np.save(path + ".npy", image)
    with open(path + ".onnx", "wb") as file:
        file.write(model.SerializeToString(deterministic=True))
    with open(path + ".json", "w") as file:
        layers = [dataclasses.asdict(layer) for layer in net.convolutions()]
        json.dump({"flops": net.flops, "convolutions": layers}, file)


def main():
    parser = argparse.ArgumentParser(description="Makes the benchmark's networks.")
    parser.add_argument("--list", action="store_true", help="print the names")
    parser.add_argument("--size", type=int, help="height and width of smaller images")
    parser.add_argument("folder", nargs="?", help="where to write")
    parser.add_argument("names", nargs="*", help="networks (default: all)")
    args = parser.parse_args()
    if args.list:
        print(*MODELS, sep="\n")
        return
    if args.folder is None:
        parser.error("expected a folder to write to")
    unknown = [name for name in args.names if name not in MODELS]
    if unknown:
        sys.exit(f"error: no such network: {', '.join(unknown)}; "
                 f"expected some of {', '.join(MODELS)}")
    os.makedirs(args.folder, exist_ok=True)
    for name in args.names or MODELS:
        write(name, args.folder, args.size)


if __name__ == "__main__":
    main()

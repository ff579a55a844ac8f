#!/usr/bin/env python3
"""Makes a suite of a few cases with known outcomes, to test run-suite.py.

usage: make-tiny-suite.py DATA OUT

DATA is the real suite, whose models and tensors are taken.
"""

import os
import shutil
import sys

data, out = sys.argv[1:]


def case(name, source):
    folder = os.path.join(out, "node", name)
    shutil.copytree(os.path.join(data, "node", source), folder)
    return folder


def copy_tensor(source, name, folder, new_name):
    source = os.path.join(data, "node", source, "test_data_set_0", name)
    shutil.copy(source, os.path.join(folder, "test_data_set_0", new_name))


shutil.rmtree(out, ignore_errors=True)
case("passes", "test_relu")
case("passes_with_constant", "test_reshape_one_dim")
case("refused", "test_det_2d")
wrong = case("wrong", "test_relu")
copy_tensor("test_relu", "input_0.pb", wrong, "output_0.pb")
misfit = case("misfit", "test_relu")
copy_tensor("test_reshape_one_dim", "input_0.pb", misfit, "input_0.pb")
broken = case("broken", "test_relu")
os.remove(os.path.join(broken, "test_data_set_0", "output_0.pb"))

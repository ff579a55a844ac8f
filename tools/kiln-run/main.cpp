// The program kiln-run.

#include "Tool.h"

int main(int argc, char **argv) { return kiln::run::runTool(argc, argv); }

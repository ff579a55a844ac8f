/* Prints what the C interface says of a model that can't be compiled: as text,
 * as JSON, and member by member, a line for each.
 *
 *     members text|json|members MODEL
 */
#include "kiln-c/Kiln.h"

#include <stdio.h>
#include <string.h>

static void print(const kiln_diagnostic *diagnostic) {
  size_t i;
  printf("severity=%s\n", kiln_diagnostic_severity(diagnostic));
  printf("message=%s\n", kiln_diagnostic_message(diagnostic));
  printf("node=%s\n", kiln_diagnostic_node(diagnostic));
  printf("op=%s\n", kiln_diagnostic_op(diagnostic));
  printf("opset=%ld\n", (long)kiln_diagnostic_opset(diagnostic));
  printf("attribute=%s\n", kiln_diagnostic_attribute(diagnostic));
  printf("input=%ld\n", (long)kiln_diagnostic_input(diagnostic));
  printf("expected=%s\n", kiln_diagnostic_expected(diagnostic));
  printf("advice=%s\n", kiln_diagnostic_advice(diagnostic));
  printf("file=%s\n", kiln_diagnostic_file(diagnostic));
  printf("line=%ld\n", (long)kiln_diagnostic_line(diagnostic));
  printf("column=%ld\n", (long)kiln_diagnostic_column(diagnostic));
  for (i = 0; i < kiln_diagnostic_num_notes(diagnostic); i++)
    print(kiln_diagnostic_note(diagnostic, i));
}

int main(int argc, char **argv) {
  kiln_result *result;
  size_t i;
  if (argc != 3)
    return 2;
  if (kiln_compile_file(argv[2], NULL, &result) != KILN_COMPILE_ERROR)
    return 1;
  if (strcmp(argv[1], "text") == 0)
    printf("%s", kiln_result_text(result));
  else if (strcmp(argv[1], "json") == 0)
    printf("%s\n", kiln_result_json(result));
  else
    for (i = 0; i < kiln_result_num_diagnostics(result); i++)
      print(kiln_result_diagnostic(result, i));
  kiln_result_destroy(result);
  return 0;
}

/* NVIDIA's management library for machines that nobody here has.
 *
 * It answers from the text file that NVML_SCENARIO names, read anew at each call so that a test may change it:
 *
 *     init = SUCCESS                    # or an error's name, here and at every other key
 *     driver = 580.95.05
 *     count = NOT_SUPPORTED             # instead of the number of cards
 *     [card]
 *     name = NVIDIA GeForce RTX 3060 Laptop GPU
 *     memory_total = 5994 MiB           # bytes without a unit
 *     temperature = GPU_IS_LOST
 *     all = GPU_IS_LOST                 # this card's answer to everything
 *     power = HANGS                     # comes back only when the scenario says something else, for init too
 *
 * Numbers are NVML's own: milliwatts, MHz, degrees, percent. A key that is absent is NOT_SUPPORTED, as on a card that
 * lacks the sensor. Codes, buffers and the counting of nvmlInit follow NVIDIA's published header.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CARDS 8
#define HANGS "HANGS"
#define LOOK_US 20000
#define MOST_LOOKS 30000 /* ten minutes: longer than any test */
#define EXPORT __attribute__((visibility("default")))

typedef int result;
typedef struct { int card; } device;
typedef struct { unsigned long long total, free, used; } memory;
typedef struct { unsigned int version; unsigned long long total, reserved, free, used; } memory_v2;
typedef struct { unsigned int gpu, memory; } utilization;
typedef struct { unsigned int version; int sensor, temperature; } temperature_v1;

enum { SUCCESS = 0, UNINITIALIZED = 1, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, INSUFFICIENT_SIZE = 7,
       DRIVER_NOT_LOADED = 9, ARGUMENT_VERSION_MISMATCH = 25 };

static const struct { const char *name; result code; const char *words; } ERRORS[] = {
    {"SUCCESS", 0, "Success"},
    {"UNINITIALIZED", 1, "Uninitialized"},
    {"INVALID_ARGUMENT", 2, "Invalid Argument"},
    {"NOT_SUPPORTED", 3, "Not Supported"},
    {"NO_PERMISSION", 4, "Insufficient Permissions"},
    {"NOT_FOUND", 6, "Not Found"},
    {"INSUFFICIENT_SIZE", 7, "Insufficient Size"},
    {"INSUFFICIENT_POWER", 8, "Insufficient External Power"},
    {"DRIVER_NOT_LOADED", 9, "Driver Not Loaded"},
    {"TIMEOUT", 10, "Timeout"},
    {"IRQ_ISSUE", 11, "Interrupt Request Issue"},
    {"LIBRARY_NOT_FOUND", 12, "NVML Shared Library Not Found"},
    {"FUNCTION_NOT_FOUND", 13, "Function Not Found"},
    {"CORRUPTED_INFOROM", 14, "Corrupted infoROM"},
    {"GPU_IS_LOST", 15, "GPU is lost"},
    {"RESET_REQUIRED", 16, "GPU requires restart"},
    {"OPERATING_SYSTEM", 17, "The operating system has blocked the request."},
    {"LIB_RM_VERSION_MISMATCH", 18, "RM has detected an NVML/RM version mismatch."},
    {"IN_USE", 19, "In use by another client"},
    {"MEMORY", 20, "Insufficient Memory"},
    {"NO_DATA", 21, "No data"},
    {"NOT_READY", 27, "Not ready"},
    {"GPU_NOT_FOUND", 28, "GPU not found"},
    {"UNKNOWN", 999, "Unknown Error"},
};
#define ERROR_COUNT (sizeof ERRORS / sizeof ERRORS[0])

static device devices[CARDS] = {{0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}};
static int opened;

/* The scenario. */

static char *trimmed(char *text) {
    text[strcspn(text, "#\r\n")] = 0;
    while (*text == ' ' || *text == '\t') text++;
    for (char *end = text + strlen(text); end > text && (end[-1] == ' ' || end[-1] == '\t');) *--end = 0;
    return text;
}

/* Value of `key` in the card's part (-1: above the first one). Returns 1 where it stands, and the number of cards. */
static int read_scenario(int card, const char *key, char *value, size_t size, int *cards) {
    const char *path = getenv("NVML_SCENARIO");
    FILE *file = path ? fopen(path, "r") : NULL;
    char line[512];
    int section = -1, found = 0;
    while (file && fgets(line, sizeof line, file)) {
        char *text = trimmed(line), *equals = strchr(text, '=');
        if (!strcmp(text, "[card]")) section++;
        if (section != card || !equals) continue;
        *equals = 0;
        if (strcmp(trimmed(text), key)) continue;
        snprintf(value, size, "%s", trimmed(equals + 1));
        found = 1;
    }
    if (file) fclose(file);
    if (cards) *cards = section + 1;
    return found;
}

/* The same once it no longer hangs. */
static int look_up(int card, const char *key, char *value, size_t size, int *cards) {
    int found = read_scenario(card, key, value, size, cards);
    for (int looks = 0; found && !strcmp(value, HANGS) && looks < MOST_LOOKS; looks++) {
        usleep(LOOK_US);
        found = read_scenario(card, key, value, size, cards);
    }
    return found;
}

static int error_of(const char *value, result *code) {
    for (size_t i = 0; i < ERROR_COUNT; i++)
        if (!strcmp(ERRORS[i].name, value)) { *code = ERRORS[i].code; return 1; }
    return 0;
}

/* The scenario's word for `key`, or the error that stands in its place. */
static result say(const device *of, const char *key, char *value, size_t size) {
    result code;
    char all[128];
    int card = of ? of->card : -1;
    if (!opened) return UNINITIALIZED;
    if (of && look_up(card, "all", all, sizeof all, NULL) && error_of(all, &code)) return code;
    if (!look_up(card, key, value, size, NULL)) return NOT_SUPPORTED;
    return error_of(value, &code) ? code : SUCCESS;
}

static result number(const device *of, const char *key, unsigned long long *answer) {
    char value[128], *end;
    if (!of || !answer) return opened ? INVALID_ARGUMENT : UNINITIALIZED;
    result code = say(of, key, value, sizeof value);
    if (code != SUCCESS) return code;
    *answer = strtoull(value, &end, 0);
    if (strstr(end, "MiB")) *answer *= 1024 * 1024;
    return SUCCESS;
}

static result small(const device *of, const char *key, unsigned int *answer) {
    unsigned long long wide = 0;
    if (!answer) return opened ? INVALID_ARGUMENT : UNINITIALIZED;
    result code = number(of, key, &wide);
    if (code == SUCCESS) *answer = (unsigned int)wide;
    return code;
}

static result words(const device *of, const char *key, char *buffer, unsigned int size) {
    char value[256];
    if (!buffer) return opened ? INVALID_ARGUMENT : UNINITIALIZED;
    result code = say(of, key, value, sizeof value);
    if (code != SUCCESS) return code;
    if (strlen(value) >= size) return INSUFFICIENT_SIZE;
    strcpy(buffer, value);
    return SUCCESS;
}

/* The library's functions. */

EXPORT result nvmlInitWithFlags(unsigned int flags) {
    char value[128];
    result code = SUCCESS;
    (void)flags;
    if (!getenv("NVML_SCENARIO")) return DRIVER_NOT_LOADED;
    if (look_up(-1, "init", value, sizeof value, NULL)) error_of(value, &code);
    if (code == SUCCESS) opened++;
    return code;
}

EXPORT result nvmlInit_v2(void) { return nvmlInitWithFlags(0); }

EXPORT result nvmlShutdown(void) {
    if (!opened) return UNINITIALIZED;
    opened--;
    return SUCCESS;
}

EXPORT const char *nvmlErrorString(result code) {
    for (size_t i = 0; i < ERROR_COUNT; i++)
        if (ERRORS[i].code == code) return ERRORS[i].words;
    return "Unknown Error";
}

EXPORT result nvmlSystemGetDriverVersion(char *buffer, unsigned int size) { return words(NULL, "driver", buffer, size); }

EXPORT result nvmlDeviceGetCount_v2(unsigned int *count) {
    char value[128];
    result code;
    int cards = 0;
    if (!opened) return UNINITIALIZED;
    if (!count) return INVALID_ARGUMENT;
    if (look_up(-1, "count", value, sizeof value, &cards) && error_of(value, &code)) return code;
    *count = (unsigned int)(cards < CARDS ? cards : CARDS);
    return SUCCESS;
}

EXPORT result nvmlDeviceGetHandleByIndex_v2(unsigned int index, device **answer) {
    char value[128];
    result code;
    int cards = 0;
    if (!opened) return UNINITIALIZED;
    look_up(-1, "", value, sizeof value, &cards);
    if (!answer || index >= CARDS || (int)index >= cards) return INVALID_ARGUMENT;
    if (look_up((int)index, "all", value, sizeof value, NULL) && error_of(value, &code)) return code;
    if (look_up((int)index, "handle", value, sizeof value, NULL) && error_of(value, &code)) return code;
    *answer = &devices[index];
    return SUCCESS;
}

EXPORT result nvmlDeviceGetName(device *of, char *buffer, unsigned int size) {
    return of ? words(of, "name", buffer, size) : INVALID_ARGUMENT;
}

EXPORT result nvmlDeviceGetUUID(device *of, char *buffer, unsigned int size) {
    return of ? words(of, "uuid", buffer, size) : INVALID_ARGUMENT;
}

EXPORT result nvmlDeviceGetMemoryInfo(device *of, memory *answer) {
    if (!answer) return INVALID_ARGUMENT;
    result code = number(of, "memory_total", &answer->total);
    if (code != SUCCESS) return code;
    if (number(of, "memory_used", &answer->used) != SUCCESS) answer->used = 0;
    answer->free = answer->total - answer->used;
    return SUCCESS;
}

EXPORT result nvmlDeviceGetMemoryInfo_v2(device *of, memory_v2 *answer) {
    memory simple;
    if (!answer) return INVALID_ARGUMENT;
    result code = nvmlDeviceGetMemoryInfo(of, &simple);
    if (code != SUCCESS) return code;
    answer->total = simple.total, answer->free = simple.free, answer->used = simple.used;
    answer->reserved = 0;
    return SUCCESS;
}

EXPORT result nvmlDeviceGetCudaComputeCapability(device *of, int *major, int *minor) {
    char value[128];
    if (!of || !major || !minor) return INVALID_ARGUMENT;
    result code = say(of, "compute", value, sizeof value);
    if (code != SUCCESS) return code;
    return sscanf(value, "%d.%d", major, minor) == 2 ? SUCCESS : 999;
}

EXPORT result nvmlDeviceGetTemperature(device *of, int sensor, unsigned int *answer) {
    return sensor == 0 ? small(of, "temperature", answer) : INVALID_ARGUMENT;
}

EXPORT result nvmlDeviceGetTemperatureV(device *of, temperature_v1 *answer) {
    unsigned int found = 0;
    if (!answer) return INVALID_ARGUMENT;
    if ((answer->version & 0xff000000u) != 0x01000000u) return ARGUMENT_VERSION_MISMATCH;
    result code = nvmlDeviceGetTemperature(of, answer->sensor, &found);
    if (code == SUCCESS) answer->temperature = (int)found;
    return code;
}

EXPORT result nvmlDeviceGetTemperatureThreshold(device *of, unsigned int which, unsigned int *answer) {
    static const char *const KEYS[] = {"threshold_shutdown", "threshold_slowdown", "threshold_memory",
                                       "threshold_operating"};
    return which < 4 ? small(of, KEYS[which], answer) : NOT_SUPPORTED;
}

EXPORT result nvmlDeviceGetUtilizationRates(device *of, utilization *answer) {
    if (!answer) return INVALID_ARGUMENT;
    result code = small(of, "utilisation", &answer->gpu);
    if (code == SUCCESS && small(of, "utilisation_memory", &answer->memory) != SUCCESS) answer->memory = 0;
    return code;
}

EXPORT result nvmlDeviceGetPowerUsage(device *of, unsigned int *answer) { return small(of, "power", answer); }

EXPORT result nvmlDeviceGetEnforcedPowerLimit(device *of, unsigned int *answer) {
    return small(of, "power_limit", answer);
}

EXPORT result nvmlDeviceGetPowerManagementLimit(device *of, unsigned int *answer) {
    return small(of, "power_limit", answer);
}

EXPORT result nvmlDeviceGetPowerManagementLimitConstraints(device *of, unsigned int *least, unsigned int *most) {
    result code = small(of, "power_limit_least", least);
    return code == SUCCESS ? small(of, "power_limit_most", most) : code;
}

EXPORT result nvmlDeviceGetClockInfo(device *of, int which, unsigned int *answer) {
    static const char *const KEYS[] = {"clock", "clock_sm", "clock_memory", "clock_video"};
    return which >= 0 && which < 4 ? small(of, KEYS[which], answer) : INVALID_ARGUMENT;
}

EXPORT result nvmlDeviceGetMaxClockInfo(device *of, int which, unsigned int *answer) {
    return which == 0 ? small(of, "clock_most", answer) : NOT_SUPPORTED;
}

EXPORT result nvmlDeviceGetCurrentClocksEventReasons(device *of, unsigned long long *answer) {
    return number(of, "slowed_by", answer);
}

EXPORT result nvmlDeviceGetCurrentClocksThrottleReasons(device *of, unsigned long long *answer) {
    char value[128];
    int older = of && look_up(of->card, "slowed_by_older", value, sizeof value, NULL);
    return number(of, older ? "slowed_by_older" : "slowed_by", answer);
}

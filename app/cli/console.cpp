#include "app/cli/console.h"

#include "core/base/text.h"
#include "core/object/jsoncodec.h"
#include "core/object/yamlwriter.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace cauce::cli {

namespace {

int stopPipe[2] = {-1, -1};
volatile std::sig_atomic_t stopAsked = 0;

extern "C" void onStopSignal(int number)
{
    if (stopAsked != 0)
        _exit(128 + number);
    stopAsked = 1;
    const char byte = 1;
    (void)!write(stopPipe[1], &byte, 1);
}

int outputError = 0; // of the first write to standard output that failed

void put(FILE* stream, const QByteArray& bytes)
{
    const size_t size = size_t(bytes.size());
    const bool done
        = std::fwrite(bytes.constData(), 1, size, stream) == size && std::fflush(stream) == 0;
    if (!done && stream == stdout && outputError == 0)
        outputError = errno;
}

} // namespace

Output outputState()
{
    if (outputError == 0)
        return Output::Good;
    return outputError == EPIPE ? Output::Gone : Output::Failed;
}

QString outputFailure()
{
    return qt_error_string(outputError);
}

void prepareStreams()
{
    for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(number, F_GETFD) < 0 && errno == EBADF)
            (void)::open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
    std::signal(SIGPIPE, SIG_IGN);
}

void printLine(const QString& text)
{
    put(stdout, text.toUtf8() + '\n');
}

void printRaw(const QByteArray& text)
{
    put(stdout, text);
}

void printError(const QString& text)
{
    put(stderr, text::singleLine(text::redacted(text), 4000).toUtf8() + '\n');
}

bool isTerminal(int fileDescriptor)
{
    return ::isatty(fileDescriptor) == 1;
}

void Table::add(QStringList cells)
{
    for (QString& cell : cells) {
        cell = text::singleLine(cell);
        if (cell.isEmpty())
            cell = u"-"_s;
    }
    cells.resize(m_headings.size(), u"-"_s);
    m_rows.append(cells);
}

QString Table::toString() const
{
    QList<qsizetype> widths(m_headings.size(), 0);
    const auto widen = [&widths](const QStringList& row) {
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = qMax(widths.at(i), row.at(i).size());
    };
    widen(m_headings);
    for (const QStringList& row : m_rows)
        widen(row);
    const auto line = [&widths](const QStringList& row) {
        QString text;
        for (qsizetype i = 0; i < row.size(); ++i) {
            const bool last = i + 1 == row.size();
            text += last ? row.at(i) : row.at(i).leftJustified(widths.at(i) + 3);
        }
        return text;
    };
    QStringList lines {line(m_headings)};
    for (const QStringList& row : m_rows)
        lines.append(line(row));
    return lines.join(u'\n');
}

Result<Format> parseFormat(const QString& text)
{
    static const std::array<std::pair<QLatin1StringView, Format>, 5> known {
        {{""_L1, Format::Table},
         {"wide"_L1, Format::Wide},
         {"name"_L1, Format::Name},
         {"json"_L1, Format::Json},
         {"yaml"_L1, Format::Yaml}}};
    for (const auto& [name, format] : known) {
        if (text == name)
            return format;
    }
    return fail(ErrorKind::Invalid,
                u"-o %1: choose json, yaml, wide or name"_s.arg(text::singleLine(text, 40)));
}

void printValue(const object::Json& value, Format format)
{
    if (format == Format::Json)
        printRaw(object::toPrettyJson(value) + '\n');
    else
        printRaw(object::toYaml(value));
}

Question::Question(const QString& text, const QStringList& agreeing, QObject* context,
                   std::function<void(bool)> answered)
    : m_input(STDIN_FILENO, QSocketNotifier::Read)
    , m_agreeing(agreeing)
    , m_answered(std::move(answered))
{
    put(stdout, text.toUtf8());
    QObject::connect(&m_input, &QSocketNotifier::activated, context, [this] { readLine(); });
}

void Question::readLine()
{
    // The terminal hands out whole lines, so one read is the whole answer.
    std::array<char, 512> buffer {}; // a name has at most 253 characters
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    m_input.setEnabled(false);
    const QString line = QString::fromLocal8Bit(buffer.data(), qMax<qsizetype>(count, 0)).trimmed();
    const auto answered = std::exchange(m_answered, nullptr);
    if (answered)
        answered(m_agreeing.contains(line, Qt::CaseInsensitive));
}

StopSignals::StopSignals(QObject* context, std::function<void()> asked)
{
    if (::pipe2(stopPipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return; // without it a signal ends the program as it always does
    m_notifier = std::make_unique<QSocketNotifier>(stopPipe[0], QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, context,
                     [this, asked = std::move(asked)] {
                         m_notifier->setEnabled(false);
                         asked();
                     });
    struct sigaction action = {};
    action.sa_handler = onStopSignal;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

StopSignals::~StopSignals()
{
    if (!m_notifier)
        return;
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    m_notifier.reset();
    ::close(stopPipe[0]);
    ::close(stopPipe[1]);
    stopAsked = 0;
}

} // namespace cauce::cli

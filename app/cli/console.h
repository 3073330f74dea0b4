#pragma once

#include "core/base/result.h"

#include <QList>
#include <QSocketNotifier>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>

namespace cauce::object {
class Json;
}

//! Standard streams of the command line. Main thread.
namespace cauce::cli {

//! \brief Prints \p text and a newline on standard output and flushes. \p text must be safe.
//!
//! Cells, headings and our own words; what is untrusted has passed text::plain() before.
void printLine(const QString& text);
//! Prints bytes as they are (JSON, YAML: their own rules keep control characters out).
void printRaw(const QByteArray& text);
//! Prints one line on standard error, made safe.
void printError(const QString& text);

//! How standard output has fared: whoever read it may have gone (`| head`), a disk may be full.
enum class Output { Good, Gone, Failed };
Output outputState();
QString outputFailure(); //!< why it failed, in the system's words

//! \brief Opens standard input, output and error where the caller closed them.
//!
//! Else a file or a connection of ours would get that number, and what is printed would go there.
//! A write to one of these fails, as it should. Also makes a reader that has gone away an error and
//! not the end: a sync goes on to its record. Call it before anything is opened.
void prepareStreams();

bool isTerminal(int fileDescriptor);

//! \brief Columns as kubectl prints them: headings in capitals, three spaces between.
class Table
{
public:
    explicit Table(QStringList headings)
        : m_headings(std::move(headings))
    { }
    //! Cells are made safe here; a missing one is empty, and an empty one is shown as "-".
    void add(QStringList cells);
    QString toString() const; //!< without a final newline; columns count characters, not glyphs

private:
    QStringList m_headings;
    QList<QStringList> m_rows;
};

//! How an answer is printed: `-o`.
enum class Format { Table, Wide, Name, Json, Yaml };

//! \return Invalid for anything but json, yaml, wide and name; empty is the table
Result<Format> parseFormat(const QString& text);
//! Prints \p value as Format::Json or Format::Yaml.
void printValue(const object::Json& value, Format format);

//! \brief Asks on the terminal without blocking the event loop.
class Question
{
public:
    //! Prints \p text and calls \p answered once with whether the line was one of \p agreeing.
    Question(const QString& text, const QStringList& agreeing, QObject* context,
             std::function<void(bool)> answered);

private:
    void readLine();

    QSocketNotifier m_input;
    QStringList m_agreeing;
    std::function<void(bool)> m_answered;
};

//! \brief Tells of SIGINT and SIGTERM in the event loop; the second one ends the program at once.
class StopSignals
{
public:
    //! One at a time: the process has one handler.
    StopSignals(QObject* context, std::function<void()> asked);
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace cauce::cli

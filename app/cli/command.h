#pragma once

#include "core/base/result.h"

#include <QObject>
#include <QStringList>

class QCommandLineParser;

namespace cauce::cli {

//! What the program says to the shell; `diff` has the meanings that diff(1) has.
enum ExitCode {
    Done = 0, //!< done; diff: nothing differs
    Differs = 1, //!< diff: something differs; sync and rollback: the person said no
    Failed = 2 //!< it could not be done, or was asked for wrongly
};

//! \brief One subcommand. Lives in the main thread, which is the engine's thread here; nothing in
//! it blocks: start() begins the work and finished() ends the program.
class Command : public QObject
{
    Q_OBJECT

public:
    //! A name and what it stands for, in the order of the usage line.
    struct Argument
    {
        QString name; //!< "APP"; in brackets when it may be left out: "[APP]"
        QString description;
    };

    virtual QString name() const = 0;
    virtual QString summary() const = 0; //!< one line for the list of commands
    virtual QString description() const { return summary(); } //!< for `--help`; several lines
    virtual QList<Argument> arguments() const { return {}; }
    virtual void declare(QCommandLineParser& parser) const = 0;
    //! Takes the arguments, whose number has been checked. \return Invalid: what is wrong, one line
    virtual Result<void> prepare(const QCommandLineParser& parser) = 0;
    virtual void start() = 0;

signals:
    void finished(int exitCode);

protected:
    //! One line on standard error, "cauce NAME: message", made safe to print.
    void complain(const QString& message) const;
    //! complain(), then end with Failed.
    void giveUp(const QString& message);
};

} // namespace cauce::cli

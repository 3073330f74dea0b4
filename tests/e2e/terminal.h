#pragma once

#include "tests/support/story.h"

#include <QProcess>
#include <QSocketNotifier>

#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace cauce::test {

//! \brief `cauce` on a terminal, with a person before it.
class Terminal
{
public:
    Terminal(const Story& story, const QStringList& arguments)
    {
        int theirs = -1;
        if (::openpty(&m_master, &theirs, nullptr, nullptr, nullptr) != 0)
            qFatal("no terminal");
        ::fcntl(m_master, F_SETFL, O_NONBLOCK);
        ::fcntl(m_master, F_SETFD, FD_CLOEXEC);
        m_process.setProcessEnvironment(story.environment());
        m_process.setChildProcessModifier([theirs] {
            ::setsid();
            ::ioctl(theirs, TIOCSCTTY, 0);
            for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
                ::dup2(theirs, number);
            ::close(theirs);
        });
        m_process.start(QStringLiteral(CAUCE_BINARY_DIR "/app/cauce"), arguments);
        m_process.waitForStarted();
        ::close(theirs);
    }
    ~Terminal()
    {
        m_process.kill();
        m_process.waitForFinished();
        ::close(m_master);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    //! All that the screen has shown so far.
    QString shown()
    {
        char buffer[4096];
        for (ssize_t count; (count = ::read(m_master, buffer, sizeof buffer)) > 0;)
            m_shown.append(buffer, count);
        return QString::fromUtf8(m_shown);
    }
    void type(const QString& line)
    {
        const QByteArray bytes = line.toUtf8() + '\n';
        if (::write(m_master, bytes.constData(), size_t(bytes.size())) != bytes.size())
            qFatal("the terminal takes nothing");
    }
    bool isOver() const { return m_process.state() == QProcess::NotRunning; }
    int code() const { return m_process.exitCode(); }

private:
    QProcess m_process;
    QByteArray m_shown;
    int m_master = -1;
};

//! Waits until the screen of \p terminal has shown \p wanted.
#define TRY_SHOWN(terminal, wanted)                                                                \
    QTRY_VERIFY2_WITH_TIMEOUT((terminal).shown().contains(wanted), qPrintable((terminal).shown()), \
                              60'000)

} // namespace cauce::test

#pragma once

#include "app/cli/sessioncommand.h"

namespace cauce::cli {

//! `cauce get APP`: one application in full, or with --desired what Git asks for.
class GetCommand : public SessionCommand
{
    Q_OBJECT

public:
    QString name() const override { return QStringLiteral("get"); }
    QString summary() const override;
    QList<Argument> arguments() const override;
    void declare(QCommandLineParser& parser) const override;
    Result<void> prepare(const QCommandLineParser& parser) override;

protected:
    void onOpening() override;
    void onSettled() override;

private:
    void printDesired(const QList<object::Manifest>& manifests);

    Format m_format = Format::Table;
    bool m_desired = false;
};

//! `cauce resources APP`: its objects, one a line.
class ResourcesCommand : public SessionCommand
{
    Q_OBJECT

public:
    QString name() const override { return QStringLiteral("resources"); }
    QString summary() const override;
    QList<Argument> arguments() const override;
    void declare(QCommandLineParser& parser) const override;
    Result<void> prepare(const QCommandLineParser& parser) override;

protected:
    void onSettled() override;

private:
    Format m_format = Format::Table;
};

//! `cauce history APP`: what was deployed and when.
class HistoryCommand : public SessionCommand
{
    Q_OBJECT

public:
    QString name() const override { return QStringLiteral("history"); }
    QString summary() const override;
    QList<Argument> arguments() const override;
    void declare(QCommandLineParser& parser) const override;
    Result<void> prepare(const QCommandLineParser& parser) override;

protected:
    void onSettled() override;

private:
    Format m_format = Format::Table;
};

} // namespace cauce::cli

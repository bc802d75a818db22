@echo off
rem Sets up on the first call, then runs: the demo, or the command that follows. "run --help" lists them.
rem It only finds a Python; run.py does the rest. "run" is its twin for Linux.
setlocal
rem The words of this file and of the program are UTF-8.
chcp 65001 >nul
set "PYTHONUTF8=1"
set "here=%~dp0"
set "python="

if exist "%here%.venv\ready" call :try "%here%.venv\Scripts\python.exe"
if not defined python call :try py -3
if not defined python call :try python
if not defined python call :try python3
if defined python goto run

echo Cần Python 3.11 trở lên. Hãy cài Python, đánh dấu ô "Add to PATH", rồi chạy lại run.cmd. 1>&2
echo Python 3.11 or later is needed. Install it with "Add to PATH" ticked, then run this again. 1>&2
exit /b 1

:run
%python% -I "%here%run.py" %*
exit /b %errorlevel%

:try
%* -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if not errorlevel 1 set python=%*
exit /b 0
